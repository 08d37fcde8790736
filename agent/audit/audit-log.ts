import { rename, rm } from "node:fs/promises";
import {
  type AuditEntry,
  auditHash,
  type AuditHead,
  type AuditRecord,
} from "../../shared/spec/audit.ts";
import { appendLine } from "../state/append-line.ts";
import { readOptional } from "../state/read-optional.ts";
import { createSerialQueue } from "../state/serial-queue.ts";

/** What is noted of a call; its place in the chain is the log's. */
export type AuditNote = Pick<
  AuditRecord,
  "step" | "who" | "serial" | "method" | "target" | "outcome" | "began"
>;

/** Who asked this host for what: JSON lines that only grow, each with the hash of the one before. */
export interface AuditLog {
  /** Resolves with its sequence once it is on disk; `undefined`: it could not be written, and the next one says so. */
  readonly append: (note: AuditNote) => Promise<number | undefined>;
  /** As it is on disk, oldest first. */
  readonly read: () => Promise<readonly AuditEntry[]>;
}

export interface AuditLogOptions {
  /** `/var/lib/pharos/audit/audit.jsonl`; older parts are beside it, `.1` the newest of them. */
  readonly path: string;
  readonly now: () => Date;
  /** Gets what keeps a record from being written. */
  readonly warn: (error: unknown) => void;
  /** A file that has come to this size becomes the newest of the older parts. Default: 1 MiB. */
  readonly maxBytes?: number;
  /** Default: 8. */
  readonly keptParts?: number;
}

const DEFAULT_MAX_BYTES = 1024 * 1024;
const DEFAULT_KEPT_PARTS = 8;

export const openAuditLog = (options: AuditLogOptions): AuditLog => {
  const { path, now, warn } = options;
  const { maxBytes = DEFAULT_MAX_BYTES, keptParts = DEFAULT_KEPT_PARTS } = options;
  const exclusively = createSerialQueue();
  let last: AuditHead | undefined;
  let lost = 0;
  const read = async (): Promise<readonly AuditEntry[]> => {
    const paths = [...partPaths(path, keptParts).toReversed(), path];
    const texts: string[] = [];
    for (const one of paths) texts.push((await readOptional(one)) ?? "");
    return parseEntries(texts.join("\n"));
  };
  const append = async (note: AuditNote): Promise<number> => {
    last ??= (await lastIn([path, ...partPaths(path, keptParts)])) ?? START;
    const { sequence, hash: previous } = last;
    const content = { sequence: sequence + 1, atMs: now().getTime(), ...note, lost, previous };
    const record: AuditRecord = { ...content, hash: auditHash(content) };
    const size = await appendLine(path, JSON.stringify(record));
    last = record;
    lost = 0;
    if (size >= maxBytes) await rotate(path, keptParts);
    return record.sequence;
  };
  return {
    read: () => exclusively(read),
    append: (note) =>
      exclusively(async () => {
        try {
          return await append(note);
        } catch (error) {
          lost += 1;
          warn(error);
          return undefined;
        }
      }),
  };
};

const partPaths = (path: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${path}.${index + 1}`);

/** The oldest goes. A part that is missing after a kill in between is no harm: the chain goes on. */
const rotate = async (path: string, keptParts: number): Promise<void> => {
  const parts = [path, ...partPaths(path, keptParts)];
  await rm(parts.at(-1) ?? "", { force: true });
  for (let at = parts.length - 2; at >= 0; at -= 1) {
    const [from, to] = [parts[at], parts[at + 1]];
    if (from === undefined || to === undefined) continue;
    if ((await readOptional(from)) !== undefined) await rename(from, to);
  }
};

const START: AuditHead = { sequence: 0, hash: "" };

/** Where the chain ends, in the first of these files that has a record. */
const lastIn = async (paths: readonly string[]): Promise<AuditHead | undefined> => {
  for (const one of paths) {
    const entries = parseEntries((await readOptional(one)) ?? "");
    const entry = entries.findLast(({ kind }) => kind === "record");
    if (entry?.kind === "record") return entry.record;
  }
  return undefined;
};

const parseEntries = (text: string): readonly AuditEntry[] => {
  const entries: AuditEntry[] = [];
  let after = 0;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const record = parseRecord(line);
    if (record !== undefined) after = record.sequence;
    entries.push(record === undefined ? { kind: "damaged", after } : { kind: "record", record });
  }
  return entries;
};

const parseRecord = (line: string): AuditRecord | undefined => {
  try {
    const found: unknown = JSON.parse(line);
    return isRecord(found) ? found : undefined;
  } catch {
    return undefined;
  }
};

const TEXTS = ["step", "who", "serial", "method", "outcome", "previous", "hash"];
const NUMBERS = ["sequence", "atMs", "began", "lost"];

/** Somebody may have written there: what is no record must not break who reads it. */
const isRecord = (found: unknown): found is AuditRecord => {
  if (typeof found !== "object" || found === null || Array.isArray(found)) return false;
  const fields = new Map<string, unknown>(Object.entries(found));
  const target = fields.get("target");
  return (
    TEXTS.every((name) => typeof fields.get(name) === "string") &&
    NUMBERS.every((name) => Number.isSafeInteger(fields.get(name))) &&
    Number(fields.get("sequence")) > 0 &&
    ["begun", "ended", "refused"].includes(String(fields.get("step"))) &&
    typeof target === "object" &&
    target !== null &&
    Object.values(target).every((value) => typeof value === "string")
  );
};
