import { createHash } from "node:crypto";
import { Agent, request as sendRequest } from "node:https";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import aws4 from "aws4";
import { storeUnreachable } from "../errors/store-errors.ts";
import type { S3Ports, S3Settings } from "./s3-settings.ts";

export interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Absent: the bucket itself. Of characters that no URL changes. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** The beginning of an answer, whatever its status; the rest is to be read or destroyed. */
export interface S3Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

export interface S3Connection {
  /** Signs and sends one request, once. Throws `SNAPSHOT_STORE_UNREACHABLE`. */
  readonly send: (request: S3Request, signal: AbortSignal) => Promise<S3Answer>;
  readonly close: () => void;
}

/** Without a byte in either direction. */
const IDLE_LIMIT_MS = 30_000;
const MOST_SOCKETS = 8;

/**
 * Requests under AWS Signature Version 4, whose signature holds the SHA-256 of the body: a store takes
 * nothing that was changed on its way. TLS alone, through the environment's proxy where it names one.
 */
export const openS3Connection = (
  settings: S3Settings,
  { now, environment }: Pick<S3Ports, "now" | "environment">,
): S3Connection => {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: MOST_SOCKETS,
    timeout: IDLE_LIMIT_MS,
    minVersion: "TLSv1.2",
    proxyEnv: { ...environment },
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
  });
  return {
    send: async (request, signal) => {
      const { host, hostname, port } = serverOf(settings);
      const { path, headers } = sign(settings, request, { host, now: now() });
      return await new Promise((resolve, reject) => {
        const fail = (error: Error): void => reject(explain(settings, error));
        const options = { agent, hostname, port, method: request.method, path, headers, signal };
        const sent = sendRequest(options, (body) =>
          resolve({ status: body.statusCode ?? 0, headers: body.headers, body }),
        );
        sent.setTimeout(IDLE_LIMIT_MS, () =>
          sent.destroy(new Error(`nothing came for ${IDLE_LIMIT_MS / 1000} s`)),
        );
        sent.on("error", fail);
        sent.end(request.body);
      });
    },
    close: () => agent.destroy(),
  };
};

/** What keeps a store from answering, as its error; also in the middle of a body. */
export const explain = ({ endpoint }: Pick<S3Settings, "endpoint">, error: Error): Error => {
  const isOver = error.name === "TimeoutError" || error.cause instanceof DOMException;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const known = code === "" || code === "ABORT_ERR" ? error.message : `${code}: ${error.message}`;
  const reason = isOver ? "it did not answer in time" : known;
  return storeUnreachable({ endpoint, reason }, { cause: error });
};

const serverOf = ({ endpoint, bucket, pathStyle }: S3Settings) => {
  const { hostname, port } = new URL(endpoint);
  const name = pathStyle ? hostname : `${bucket}.${hostname}`;
  return {
    // The brackets of an IPv6 address are of the URL alone.
    hostname: name.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? 443 : Number(port),
    host: port === "" ? name : `${name}:${port}`,
  };
};

const sign = (
  { bucket, pathStyle, region, accessKeyId, secretAccessKey }: S3Settings,
  { method, key = "", query = {}, headers = {}, body }: S3Request,
  { host, now }: { readonly host: string; readonly now: Date },
) => {
  const sha256 = createHash("sha256")
    .update(body ?? "")
    .digest("hex");
  const words = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  const path = pathStyle ? `/${bucket}/${key}` : `/${key}`;
  const signed = aws4.sign(
    {
      service: "s3",
      region,
      host,
      method,
      path: words.length === 0 ? path : `${path}?${words.join("&")}`,
      headers: {
        ...headers,
        host,
        "x-amz-date": now.toISOString().replaceAll(/[:-]|\.\d{3}/g, ""),
        "x-amz-content-sha256": sha256,
        ...(method === "PUT" || method === "POST"
          ? { "content-length": `${body?.length ?? 0}` }
          : {}),
      },
    },
    { accessKeyId, secretAccessKey },
  );
  return { path: signed.path, headers: signed.headers };
};
