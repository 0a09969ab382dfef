import { StepFailure } from "../../core/failure.ts";
import type { Connections, ResolvedConnection } from "../../runtime/ports.ts";
import { isSecretHeader, secretsOfAddress, secretsOfHeader, secretsOfSignIn } from "./connection-secrets.ts";
import {
  webAddress,
  type ConnectionEntries,
  type ConnectionEntry,
  type ConnectionValue,
  type MailEntry,
  type WebEntry,
} from "./read-connections.ts";

export interface ConnectionSources {
  readonly entries: ConnectionEntries;
  /** Where `demo://` leads; absent when no demo system runs. */
  readonly demoUrl?: string;
  /** `host:port` that `demo://mail` stands for; absent when no demo system runs. */
  readonly demoMailServer?: string;
  /** Default: the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Connections of a `connections.yaml`, the same for every organization. `resolve` throws `connection/unknown` for a name
 * that is not there and `connection/unavailable` for one whose address or credentials are missing on this machine.
 */
export function createConnections(sources: ConnectionSources): Connections {
  const { entries } = sources;
  return {
    async resolve(_orgId, name) {
      const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
      if (entry === undefined) throw unknownConnection(name, Object.keys(entries));
      return new Resolution(name, sources).resolve(entry);
    },
  };
}

/** One connection on its way from the file to what a step can use. */
class Resolution {
  readonly #name: string;
  readonly #sources: ConnectionSources;

  constructor(name: string, sources: ConnectionSources) {
    this.#name = name;
    this.#sources = sources;
  }

  resolve(entry: ConnectionEntry): ResolvedConnection {
    return entry.type === "smtp" ? this.#mail(entry) : this.#web(entry);
  }

  #web({ baseUrl: authored, headers = {}, allowPrivate }: WebEntry): ResolvedConnection {
    const baseUrl = this.#read(authored, "address");
    const isDemo = baseUrl.startsWith("demo://");
    if (!webAddress.safeParse(baseUrl).success) throw this.#unavailable("the environment gives it no http or https address");
    const read = Object.entries(headers).map(([header, value]) => [header, this.#read(value, `header "${header}"`)] as const);
    const secrets = [
      ...(typeof authored === "string" ? [] : secretsOfAddress(baseUrl)),
      ...read.flatMap(([header, text]) => (isSecretHeader(header, headers[header]!) ? secretsOfHeader(text) : [])),
    ];
    return {
      name: this.#name,
      baseUrl: isDemo ? baseUrl.replace("demo:/", this.#demo(this.#sources.demoUrl).replace(/\/+$/, "")) : baseUrl,
      headers: Object.fromEntries(read),
      allowPrivate: allowPrivate ?? isDemo,
      ...(secrets.length === 0 ? {} : { secrets }),
    };
  }

  #mail({ host: authored, port: wanted, secure: asked, from, user, password, allowPrivate }: MailEntry): ResolvedConnection {
    const isDemo = authored === "demo://mail";
    const [demoHost, demoPort] = isDemo ? this.#demo(this.#sources.demoMailServer).split(":") : [];
    const port = Number(demoPort ?? wanted ?? (asked ? 465 : 587));
    const host = demoHost ?? authored;
    const signIn =
      user === undefined || password === undefined
        ? {}
        : { signIn: { user: this.#read(user, "user"), password: this.#read(password, "password") } };
    return {
      name: this.#name,
      baseUrl: `smtp://${host}:${port}`,
      headers: {},
      allowPrivate: allowPrivate ?? isDemo,
      mailServer: { host, port, secure: asked ?? port === 465, from, ...signIn },
      ...(signIn.signIn ? { secrets: secretsOfSignIn(signIn.signIn.user, signIn.signIn.password) } : {}),
    };
  }

  #read(value: ConnectionValue, what: string): string {
    const { env = process.env } = this.#sources;
    const text = typeof value === "string" ? value : env[value.env];
    if (text === undefined) throw this.#unavailable(`the environment variable for its ${what} is not set`);
    return text;
  }

  #demo(place: string | undefined): string {
    if (place === undefined) throw this.#unavailable("it leads to the demo system, which is not running here");
    return place;
  }

  #unavailable(why: string): StepFailure {
    const message = `The connection "${this.#name}" cannot be used: ${why}.`;
    return new StepFailure({ code: "connection/unavailable", message, retryable: true });
  }
}

function unknownConnection(name: string, known: readonly string[]): StepFailure {
  const list = known.length === 0 ? "There are none." : `There are ${known.join(", ")}.`;
  return new StepFailure({ code: "connection/unknown", message: `There is no connection "${name}". ${list}` });
}
