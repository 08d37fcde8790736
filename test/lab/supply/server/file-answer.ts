import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { join, normalize } from "node:path";

export interface FileAnswer {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers GET and HEAD with the files below `root`, as a package repository needs: with dates and 304. */
export const answerFromDirectory = (root: string) => {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = toPath(root, request.url ?? "/");
    if (path === undefined) return answerStatus(response, 404);
    await answerFile(request, response, { path, headers: {} });
  };
};

/** Sends one file; 404 when there is none. */
export const answerFile = async (
  request: IncomingMessage,
  response: ServerResponse,
  answer: FileAnswer,
): Promise<void> => {
  if (request.method !== "GET" && request.method !== "HEAD") return answerStatus(response, 405);
  const found = await stat(answer.path).catch(() => undefined);
  if (found === undefined || !found.isFile()) return answerStatus(response, 404);
  const modified = found.mtime.toUTCString();
  if (request.headers["if-modified-since"] === modified) return answerStatus(response, 304);
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": found.size,
    "last-modified": modified,
    ...answer.headers,
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  await pipeline(createReadStream(answer.path), response);
};

export const answerStatus = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { "content-length": 0 });
  response.end();
};

/** The file that a request's path means; undefined when the path cannot be one below `root`. */
const toPath = (root: string, url: string): string | undefined => {
  const [path = "/"] = url.split("?");
  try {
    const decoded = normalize(decodeURIComponent(path));
    return decoded.startsWith("/") && !decoded.includes("\0") ? join(root, decoded) : undefined;
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
};
