import type { LoopbackAnswer } from "../network.ts";
import { systemErrorCode } from "./system-error.ts";

const LIMIT_MS = 1_000;
const LIMIT_BYTES = 1024 * 1024;

/** One request to a program on 127.0.0.1; any status but 200 is a failure. Never throws. */
export const askLoopback = async (port: number, path: string): Promise<LoopbackAnswer> => {
  const http = await import("node:http");
  const signal = AbortSignal.timeout(LIMIT_MS);
  const url = `http://127.0.0.1:${port}${path}`;
  return await new Promise((resolve) => {
    const fail = (error: Error): void => resolve({ kind: "failed", reason: toReason(error) });
    const sent = http.get(url, { agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > LIMIT_BYTES) sent.destroy(new Error("the answer is too large"));
        chunks.push(chunk);
      });
      response.on("error", fail);
      response.on("end", () => {
        const { statusCode = 0 } = response;
        resolve(
          statusCode === 200
            ? { kind: "answered", text: Buffer.concat(chunks).toString("utf8") }
            : { kind: "failed", reason: `it answers with status ${statusCode}` },
        );
      });
    });
    sent.on("error", fail);
  });
};

const toReason = (error: Error): string =>
  error.name === "AbortError"
    ? `no answer in ${LIMIT_MS / 1000} s`
    : (systemErrorCode(error) ?? error.message);
