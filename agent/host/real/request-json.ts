import type { KubeCredentials } from "./kubeconfig.ts";
import { systemErrorCode } from "./system-error.ts";

export interface HttpRequest extends KubeCredentials {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With the query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

export type HttpAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly text: string }
  | { readonly kind: "failed"; readonly reason: string };

const LIMIT_MS = 10_000;
const LIMIT_BYTES = 32 * 1024 * 1024;

/** One HTTPS request with a client certificate, the server judged by the given CA alone. Never throws. */
export const requestJson = async (request: HttpRequest): Promise<HttpAnswer> => {
  const https = await import("node:https");
  const { body, contentType } = request;
  return await new Promise((resolve) => {
    const fail = (error: unknown): void => resolve({ kind: "failed", reason: toReason(error) });
    try {
      const sent = https.request(
        new URL(request.path, request.server),
        {
          method: request.method,
          ca: request.ca,
          cert: request.certificate,
          key: request.key,
          minVersion: "TLSv1.2",
          // Certificates rotate, servers restart: a connection lives for one request.
          agent: false,
          signal: AbortSignal.timeout(LIMIT_MS),
          headers: {
            accept: "application/json",
            ...(contentType === undefined ? {} : { "content-type": contentType }),
            ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > LIMIT_BYTES) sent.destroy(new Error("the answer is too large"));
            chunks.push(chunk);
          });
          response.on("error", fail);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            resolve({ kind: "answered", status: response.statusCode ?? 0, text });
          });
        },
      );
      sent.on("error", fail);
      sent.end(body);
    } catch (error) {
      // Key and certificate that do not fit, a server that is no URL.
      fail(error);
    }
  });
};

const toReason = (error: unknown): string => {
  if (error instanceof Error && error.name === "AbortError")
    return `no answer in ${LIMIT_MS / 1000} s`;
  return systemErrorCode(error) ?? (error instanceof Error ? error.message : String(error));
};
