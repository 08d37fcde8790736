import type { LogLine } from "../../shared/rpc/gen/log.ts";
import { sourceOf } from "./log-source.ts";

export type JournalLine = Omit<LogLine, "more">;

const MAX_CHARACTERS = 8_192;

const DEFAULT_PRIORITY = 6;

/**
 * One line of `journalctl --output=json`; `undefined` for what is no entry of a source of ours. Read by
 * hand: a schema took a third of the processor time of a log that is followed.
 */
export const parseJournalEntry = (line: string): JournalLine | undefined => {
  const entry = toFields(line);
  const atMs = Math.floor(Number(entry["__REALTIME_TIMESTAMP"]) / 1000);
  if (Number.isNaN(atMs)) return undefined;
  const isKernel = entry["_TRANSPORT"] === "kernel";
  const source =
    sourceOf({ unit: toText(entry["_SYSTEMD_UNIT"]), isKernel }) ??
    sourceOf({ unit: toText(entry["UNIT"]), isKernel: false });
  if (source === undefined) return undefined;
  const text = shorten(toText(entry["MESSAGE"]) ?? "");
  return { atMs, source, text, priority: toPriority(entry["PRIORITY"]) };
};

/** journald has texts that are no UTF-8 as lists of bytes, and repeated fields as lists of texts. */
const toText = (value: unknown): string | undefined => {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  const bytes: readonly unknown[] = value;
  return bytes.every(isNumber) ? Buffer.from(bytes).toString() : undefined;
};

const isNumber = (value: unknown): value is number => typeof value === "number";

const toPriority = (value: unknown): number => {
  const priority = typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isInteger(priority) && priority >= 0 && priority <= 7 ? priority : DEFAULT_PRIORITY;
};

const toFields = (line: string): Readonly<Record<string, unknown>> => {
  try {
    const fields: unknown = JSON.parse(line);
    return isRecord(fields) ? fields : {};
  } catch {
    return {};
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const shorten = (text: string): string =>
  text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS - 1)}…`;
