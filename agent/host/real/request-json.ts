import type { Agent, RequestOptions } from "node:https";
import type { KubeCredentials } from "./kubeconfig.ts";
import { readBody } from "./read-body.ts";
import { systemErrorCode } from "./system-error.ts";

export interface HttpRequest extends KubeCredentials {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With the query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  /** What its certificate has to name; the server's own name if absent. */
  readonly serverName?: string;
  /** Default `application/json`. */
  readonly accept?: string;
  /** Whom to act as; absent: who the certificate says. */
  readonly impersonate?: string;
  /** For requests that only ask: a shared one. Absent: a connection of its own. */
  readonly connections?: Connections;
}

/** Connections that requests of one moment share, each with one certificate. */
export type Connections = () => Promise<Agent>;

/** Certificates rotate and servers restart: none is kept for longer than a moment. */
export const createConnections = (): Connections => {
  let agent: Agent | undefined;
  return async () => {
    const https = await import("node:https");
    agent ??= new https.Agent({ keepAlive: true, maxSockets: 2, timeout: KEEP_MS });
    return agent;
  };
};

const KEEP_MS = 500;

export type HttpAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly text: string;
      /** By the server's clock; NaN: it does not say. */
      readonly atMs: number;
    }
  | { readonly kind: "failed"; readonly reason: string };

const LIMIT_MS = 10_000;
const LIMIT_BYTES = 32 * 1024 * 1024;

/** One HTTPS request with a client certificate, the server judged by the given CA alone. Never throws. */
export const requestJson = async (request: HttpRequest): Promise<HttpAnswer> => {
  const { connections, ...alone } = request;
  if (connections === undefined) return (await send(alone, false)).answer;
  const { answer, isStale } = await send(alone, await connections());
  return isStale ? (await send(alone, false)).answer : answer;
};

interface Sent {
  readonly answer: HttpAnswer;
  /** It failed on a connection that others had used: the server may have closed it just then. */
  readonly isStale: boolean;
}

const send = async (
  request: Omit<HttpRequest, "connections">,
  agent: Agent | false,
): Promise<Sent> => {
  const https = await import("node:https");
  const { body } = request;
  return await new Promise((resolve) => {
    const fail = (error: unknown, isStale = false): void =>
      resolve({ answer: { kind: "failed", reason: toReason(error) }, isStale });
    try {
      const url = new URL(request.path, request.server);
      const sent = https.request(url, { ...toOptions(request), agent }, (response) => {
        const { statusCode: status = 0, headers } = response;
        const atMs = Date.parse(headers.date ?? "");
        readBody(sent, response, LIMIT_BYTES).then(
          (text) => resolve({ answer: { kind: "answered", status, text, atMs }, isStale: false }),
          (error: unknown) => fail(error),
        );
      });
      sent.on("error", (error) => fail(error, sent.reusedSocket && isClosing(error)));
      sent.end(body);
    } catch (error) {
      // Key and certificate that do not fit, a server that is no URL.
      fail(error);
    }
  });
};

const isClosing = (error: unknown): boolean =>
  ["ECONNRESET", "EPIPE"].includes(systemErrorCode(error) ?? "");

const toOptions = (request: Omit<HttpRequest, "connections">): RequestOptions => {
  const { body, contentType, accept = "application/json", impersonate, serverName } = request;
  return {
    method: request.method,
    ca: request.ca,
    cert: request.certificate,
    key: request.key,
    minVersion: "TLSv1.2",
    ...(serverName === undefined ? {} : { servername: serverName }),
    signal: AbortSignal.timeout(LIMIT_MS),
    headers: {
      accept,
      ...(contentType === undefined ? {} : { "content-type": contentType }),
      ...(impersonate === undefined ? {} : { "impersonate-user": impersonate }),
      ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
    },
  };
};

const toReason = (error: unknown): string => {
  if (error instanceof Error && error.name === "AbortError")
    return `no answer in ${LIMIT_MS / 1000} s`;
  return systemErrorCode(error) ?? (error instanceof Error ? error.message : String(error));
};
