import type { IncomingMessage } from "node:http";
import { storeRefused, storeUnreachable } from "../errors/store-errors.ts";
import { parseRefusal } from "./s3-answers.ts";
import { explain, type S3Answer } from "./s3-connection.ts";
import type { S3Settings } from "./s3-settings.ts";

/** Statuses and words of a store that is busy or broken for the moment. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const PASSING_CODES: ReadonlySet<string> = new Set(["RequestTimeout", "SlowDown"]);
const SKEWED = "RequestTimeTooSkewed";
const LARGEST_TEXT = 8 * 1024 * 1024;
const LONGEST_WORDS = 300;

/**
 * An answer that is no success: `SNAPSHOT_STORE_UNREACHABLE` where it may be another one in a moment,
 * else `SNAPSHOT_STORE_REFUSED`.
 */
export const refusalOf = (
  { endpoint }: Pick<S3Settings, "endpoint">,
  { status, headers }: Pick<S3Answer, "status" | "headers">,
  { text, now }: { readonly text: string; readonly now: Date },
): Error => {
  const { code, message } = parseRefusal(text) ?? { code: `HTTP ${status}`, message: "" };
  const reason = toWords(message);
  if (PASSING.has(status) || PASSING_CODES.has(code))
    return storeUnreachable({ endpoint, reason: toWords(`${code} ${message}`) });
  const aheadSeconds = Math.round((now.getTime() - Date.parse(headers.date ?? "")) / 1000);
  if (code !== SKEWED || Number.isNaN(aheadSeconds))
    return storeRefused({ endpoint, code: toWords(code), reason });
  const side = aheadSeconds > 0 ? "ahead of" : "behind";
  const skew = `the clock here is ${Math.abs(aheadSeconds)} s ${side} the store's`;
  return storeRefused({ endpoint, code, reason: skew });
};

/** A refusal in what began as a success, in words. */
export const refusalIn = (text: string): string | undefined => {
  const refusal = parseRefusal(text);
  return refusal && toWords(`${refusal.code} ${refusal.message}`);
};

/** The whole of a short answer. Throws `SNAPSHOT_STORE_UNREACHABLE` where it is cut off. */
export const readText = async (settings: S3Settings, body: IncomingMessage): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    const source: AsyncIterable<Uint8Array> = body;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > LARGEST_TEXT) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw explainCut(settings, error);
  }
  return Buffer.concat(chunks).toString("utf8");
};

/** What ended a body before its end, as the store's error; those that are errors of the store stay. */
export const explainCut = (settings: Pick<S3Settings, "endpoint">, error: unknown): unknown =>
  error instanceof Error && !storeRefused.is(error) && !storeUnreachable.is(error)
    ? explain(settings, error)
    : error;

/** A stranger's words, on one line. */
const toWords = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, LONGEST_WORDS);
