/** Where traces go and as whose, by the standard variables of OpenTelemetry. */
export interface OtlpSettings {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** What is told of the service with every request. */
  readonly resource: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_TIMEOUT_MS = 10_000;

/** `undefined` when no traces are wanted; a variable that is empty is as good as none. Throws an error whose message says which variable cannot be used. */
export function otlpSettings(env: Environment): OtlpSettings | undefined {
  const own = env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
  const base = env["OTEL_EXPORTER_OTLP_ENDPOINT"];
  const address = own || (base && `${base.replace(/\/+$/, "")}/v1/traces`);
  if (!address || isTrue(env["OTEL_SDK_DISABLED"]) || env["OTEL_TRACES_EXPORTER"] === "none") return undefined;
  refuseGrpc(env);
  return {
    url: readUrl(address, own ? "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" : "OTEL_EXPORTER_OTLP_ENDPOINT"),
    headers: { ...readPairs(env, "OTEL_EXPORTER_OTLP_HEADERS"), ...readPairs(env, "OTEL_EXPORTER_OTLP_TRACES_HEADERS") },
    timeoutMs: readTimeout(env),
    resource: {
      "service.name": "omnilink",
      ...readPairs(env, "OTEL_RESOURCE_ATTRIBUTES"),
      ...(env["OTEL_SERVICE_NAME"] ? { "service.name": env["OTEL_SERVICE_NAME"] } : {}),
    },
  };
}

/** In any letter case, as OpenTelemetry has it. */
const isTrue = (value = ""): boolean => value.toLowerCase() === "true";

function refuseGrpc(env: Environment): void {
  const protocol = env["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] || env["OTEL_EXPORTER_OTLP_PROTOCOL"];
  if (protocol !== "grpc") return;
  throw new Error("OTEL_EXPORTER_OTLP_PROTOCOL is grpc: traces go by http/json, to the collector's HTTP port, usually 4318.");
}

function readUrl(address: string, name: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new Error(`${name} is no address such as http://localhost:4318.`);
}

function readTimeout(env: Environment): number {
  const given = Number(env["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"] || env["OTEL_EXPORTER_OTLP_TIMEOUT"]);
  return given > 0 ? given : DEFAULT_TIMEOUT_MS;
}

/** `name=value,name=value`, values escaped as in an address. Does not repeat values, which may be credentials. */
function readPairs(env: Environment, name: string): Record<string, string> {
  const pairs = (env[name] ?? "").split(",").filter((pair) => pair.trim() !== "");
  return Object.fromEntries(pairs.map((pair) => readPair(pair, name)));
}

function readPair(pair: string, name: string): readonly [string, string] {
  const [, key, value] = /^\s*([^\s=]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
  try {
    if (key !== undefined && value !== undefined) return [key, decodeURIComponent(value)];
  } catch {
    // Said below.
  }
  throw new Error(`${name} must be a list such as name=value,other=value, with values escaped as in an address.`);
}
