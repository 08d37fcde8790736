import { createHash } from "node:crypto";

export type AuditStep = "begun" | "ended" | "refused";

/** Something that was asked of a host. What it means stands in audit.proto. */
export interface AuditRecord {
  readonly sequence: number;
  readonly atMs: number;
  readonly step: AuditStep;
  readonly who: string;
  readonly serial: string;
  readonly method: string;
  readonly target: Readonly<Record<string, string>>;
  readonly outcome: string;
  /** Sequence of its beginning; 0: it has none. */
  readonly began: number;
  readonly lost: number;
  /** Hash of the record before; empty for the first. */
  readonly previous: string;
  readonly hash: string;
}

export type AuditEntry =
  | { readonly kind: "record"; readonly record: AuditRecord }
  /** A line that is no record, and the record before it. */
  | { readonly kind: "damaged"; readonly after: number };

/** Hex SHA-256 over all of a record, the hash of the one before included. */
export const auditHash = (record: Omit<AuditRecord, "hash">): string => {
  const { sequence, atMs, step, who, serial, method, target, outcome, began, lost } = record;
  const fields = Object.entries(target).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const all = [sequence, atMs, step, who, serial, method, fields, outcome, began, lost];
  return createHash("sha256")
    .update(JSON.stringify([...all, record.previous]))
    .digest("hex");
};

/** Where a chain was seen to end at some time. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

/** What is wrong with a log, by the first place that shows it. */
export interface AuditBreak {
  /** The record at which it shows; 0: the log as a whole. */
  readonly sequence: number;
  readonly reason: string;
}

export interface AuditVerdict {
  /** Records that are there. */
  readonly count: number;
  readonly first?: number;
  readonly head?: AuditHead;
  /** Lines that are no records: a power cut leaves one. */
  readonly damaged: number;
  /** Records that could not be written, as later ones say. */
  readonly lost: number;
  /** Absent: the chain holds. */
  readonly break?: AuditBreak;
}

/**
 * Follows the chain. Old records go when the log is rotated, so that it may begin anywhere, but never
 * after `known`, where it was seen to end before, and that record must be as it was.
 */
export const verifyAudit = (
  entries: readonly AuditEntry[],
  known: AuditHead | undefined,
): AuditVerdict => {
  const records = entries.flatMap((entry) => (entry.kind === "record" ? [entry.record] : []));
  const head = records.at(-1);
  const broken = findBreak(records) ?? compareWithKnown(records, known);
  return {
    count: records.length,
    damaged: entries.length - records.length,
    lost: records.reduce((sum, { lost }) => sum + lost, 0),
    ...(records[0] === undefined ? {} : { first: records[0].sequence }),
    ...(head === undefined ? {} : { head: { sequence: head.sequence, hash: head.hash } }),
    ...(broken === undefined ? {} : { break: broken }),
  };
};

const findBreak = (records: readonly AuditRecord[]): AuditBreak | undefined => {
  let before: AuditRecord | undefined;
  for (const record of records) {
    const { sequence } = record;
    if (auditHash(record) !== record.hash) return { sequence, reason: "it was changed" };
    if (before !== undefined && sequence !== before.sequence + 1)
      return { sequence, reason: `it follows ${before.sequence}: records in between are gone` };
    if (before !== undefined && record.previous !== before.hash)
      return { sequence, reason: `it does not follow ${before.sequence} as that is now` };
    if (sequence === 1 && record.previous !== "")
      return { sequence, reason: "it is the first and follows another" };
    before = record;
  }
  return undefined;
};

const compareWithKnown = (
  records: readonly AuditRecord[],
  known: AuditHead | undefined,
): AuditBreak | undefined => {
  if (known === undefined) return undefined;
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined)
    return { sequence: 0, reason: `it is empty, and had ${known.sequence} records` };
  if (last.sequence < known.sequence)
    return {
      sequence: last.sequence,
      reason: `it is the last, and there was a record ${known.sequence}`,
    };
  const same = records.find(({ sequence }) => sequence === known.sequence);
  if (same !== undefined && same.hash !== known.hash)
    return { sequence: same.sequence, reason: "it is another than it was" };
  return undefined;
};
