import * as z from "zod";
import type { LogLine } from "../../shared/rpc/gen/log.ts";
import { sourceOf } from "./log-source.ts";

/** journald has texts that are no UTF-8 as lists of bytes, and repeated fields as lists of texts. */
const Text = z
  .union([z.string(), z.array(z.number()).transform((bytes) => Buffer.from(bytes).toString())])
  .optional()
  .catch(undefined);

const Entry = z.object({
  __REALTIME_TIMESTAMP: z.coerce.number(),
  MESSAGE: Text,
  PRIORITY: z.coerce.number().int().min(0).max(7).catch(6),
  _SYSTEMD_UNIT: Text,
  UNIT: Text,
  _TRANSPORT: Text,
});

const MAX_CHARACTERS = 8_192;

/** One line of `journalctl --output=json`; `undefined` for what is no entry of a source of ours. */
export const parseJournalEntry = (line: string): LogLine | undefined => {
  const parsed = Entry.safeParse(toJson(line));
  if (!parsed.success) return undefined;
  const entry = parsed.data;
  const source =
    sourceOf({ unit: entry._SYSTEMD_UNIT, isKernel: entry._TRANSPORT === "kernel" }) ??
    sourceOf({ unit: entry.UNIT, isKernel: false });
  if (source === undefined) return undefined;
  return {
    atMs: Math.floor(entry.__REALTIME_TIMESTAMP / 1000),
    source,
    text: shorten(entry.MESSAGE ?? ""),
    priority: entry.PRIORITY,
  };
};

const toJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const shorten = (text: string): string =>
  text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS - 1)}…`;
