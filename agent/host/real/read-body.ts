import type { ClientRequest, IncomingMessage } from "node:http";

/**
 * The body of an answer, as text. One longer than `limitBytes` ends its request; rejects then, and
 * when the connection breaks.
 */
export const readBody = (
  request: ClientRequest,
  response: IncomingMessage,
  limitBytes: number,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limitBytes) request.destroy(new Error("the answer is too large"));
      else chunks.push(chunk);
    });
    response.on("error", reject);
    request.on("error", reject);
    response.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
  });
