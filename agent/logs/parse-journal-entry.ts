import * as z from "zod/mini";
import type { LogLine } from "../../shared/rpc/gen/log.ts";
import { sourceOf } from "./log-source.ts";

/** journald has texts that are no UTF-8 as lists of bytes, and repeated fields as lists of texts. */
const Text = z.catch(
  z.optional(
    z.union([
      z.string(),
      z.pipe(
        z.array(z.number()),
        z.transform((bytes) => Buffer.from(bytes).toString()),
      ),
    ]),
  ),
  undefined,
);

const Entry = z.object({
  __REALTIME_TIMESTAMP: z.coerce.number(),
  MESSAGE: Text,
  PRIORITY: z.catch(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(7)), 6),
  _SYSTEMD_UNIT: Text,
  UNIT: Text,
  _TRANSPORT: Text,
});

export type JournalLine = Omit<LogLine, "more">;

const MAX_CHARACTERS = 8_192;

/** One line of `journalctl --output=json`; `undefined` for what is no entry of a source of ours. */
export const parseJournalEntry = (line: string): JournalLine | undefined => {
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
