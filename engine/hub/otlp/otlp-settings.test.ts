import { describe, expect, it } from "vitest";
import { otlpSettings } from "./otlp-settings.ts";

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/" };

describe("where traces go", () => {
  it("is nowhere without an address, and where they are switched off", () => {
    expect(otlpSettings({})).toBeUndefined();
    expect(otlpSettings({ ...endpoint, OTEL_SDK_DISABLED: "TRUE" })).toBeUndefined();
    expect(otlpSettings({ ...endpoint, OTEL_TRACES_EXPORTER: "none" })).toBeUndefined();
  });

  it("is below the address for all signals, or exactly the address for traces", () => {
    expect(otlpSettings(endpoint)).toMatchObject({ timeoutMs: 10_000, headers: {}, resource: { "service.name": "omnilink" } });
    expect(otlpSettings(endpoint)?.url.href).toBe("http://collector:4318/v1/traces");
    const own = otlpSettings({ ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://traces.example.com/in" });
    expect(own?.url.href).toBe("https://traces.example.com/in");
  });

  it("takes headers, the name of the service and what is told of it", () => {
    const settings = otlpSettings({
      ...endpoint,
      ...{ OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20abc, x-team=core", OTEL_EXPORTER_OTLP_TIMEOUT: "2500" },
      ...{ OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=prod,service.name=a", OTEL_SERVICE_NAME: "orders" },
    });
    expect(settings).toMatchObject({
      headers: { authorization: "Bearer abc", "x-team": "core" },
      timeoutMs: 2_500,
      resource: { "deployment.environment.name": "prod", "service.name": "orders" },
    });
  });

  it("is what the variable for all signals says where the one for traces is empty", () => {
    const empty = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "", OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: "" };
    const settings = otlpSettings({ ...endpoint, ...empty, OTEL_EXPORTER_OTLP_TIMEOUT: "2500" });
    expect([settings?.url.href, settings?.timeoutMs]).toEqual(["http://collector:4318/v1/traces", 2_500]);
    const protocol = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
    expect(() => otlpSettings({ ...endpoint, ...protocol })).toThrow("http/json");
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" }, "OTEL_EXPORTER_OTLP_ENDPOINT is no address"],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, "http/json"],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: "Bearer s3cret" }, "OTEL_EXPORTER_OTLP_HEADERS must be a list"],
  ])("is refused in words that repeat no value: %j", (env, words) => {
    expect(() => otlpSettings(env)).toThrow(words);
    expect(() => otlpSettings(env)).not.toThrow("s3cret");
  });
});
