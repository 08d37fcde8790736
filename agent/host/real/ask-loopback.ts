import type { LoopbackAnswer } from "../network.ts";
import { readBody } from "./read-body.ts";
import { systemErrorCode } from "./system-error.ts";

const LIMIT_MS = 1_000;
const LIMIT_BYTES = 1024 * 1024;

/** One request to a program on 127.0.0.1; any status but 200 is a failure. Never throws. */
export const askLoopback = async (port: number, path: string): Promise<LoopbackAnswer> => {
  const http = await import("node:http");
  const signal = AbortSignal.timeout(LIMIT_MS);
  const url = `http://127.0.0.1:${port}${path}`;
  return await new Promise((resolve) => {
    const fail = (error: unknown): void => resolve({ kind: "failed", reason: toReason(error) });
    const sent = http.get(url, { agent: false, signal }, (response) => {
      const { statusCode = 0 } = response;
      readBody(sent, response, LIMIT_BYTES).then(
        (text) =>
          resolve(
            statusCode === 200
              ? { kind: "answered", text }
              : { kind: "failed", reason: `it answers with status ${statusCode}` },
          ),
        fail,
      );
    });
    sent.on("error", fail);
  });
};

const toReason = (error: unknown): string =>
  error instanceof Error && error.name === "AbortError"
    ? `no answer in ${LIMIT_MS / 1000} s`
    : (systemErrorCode(error) ?? String(error));
