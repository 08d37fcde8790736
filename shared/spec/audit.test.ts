import { describe, expect, test } from "vitest";
import { type AuditEntry, auditHash, type AuditRecord, verifyAudit } from "./audit.ts";
import { fromWireAuditEntry, toWireAuditEntry } from "./audit-wire.ts";

const chain = (length: number, first = 1, start = ""): readonly AuditRecord[] => {
  const records: AuditRecord[] = [];
  for (let sequence = first; sequence < first + length; sequence += 1) {
    const previous = records.at(-1)?.hash ?? start;
    const call = { who: "operator ada (admin)", serial: "0f", method: "SpecService.Apply" };
    const target = { run: "r-1", profile: "PROFILE_HOST" };
    const rest = { step: "begun", outcome: "", began: 0, lost: 0 } as const;
    const content = { sequence, atMs: 1_700_000_000_000, ...call, target, ...rest, previous };
    records.push({ ...content, hash: auditHash(content) });
  }
  return records;
};

const entriesOf = (records: readonly AuditRecord[]): readonly AuditEntry[] =>
  records.map((record) => ({ kind: "record", record }));

const verify = (records: readonly AuditRecord[], known?: AuditRecord) =>
  verifyAudit(entriesOf(records), known);

/** The chain with its record at `index` changed. */
const tampered = (
  index: number,
  change: (record: AuditRecord) => AuditRecord,
): readonly AuditRecord[] => chain(4).map((one, at) => (at === index ? change(one) : one));

describe("a chain", () => {
  test("holds as it was written, wherever it begins", () => {
    const records = chain(4);
    expect(verify(records)).toEqual({
      count: 4,
      first: 1,
      head: { sequence: 4, hash: records[3]?.hash },
      damaged: 0,
      lost: 0,
    });
    expect(verify(records.slice(2), records[3]).break).toBeUndefined();
    expect(verify(chain(2, 9, "ab"))).toMatchObject({ count: 2, first: 9 });
  });

  test("breaks where a record was changed", () => {
    const changed = tampered(1, (record) => ({ ...record, who: "operator eve (admin)" }));
    expect(verify(changed).break).toEqual({ sequence: 2, reason: "it was changed" });
    const target = tampered(2, (record) => ({ ...record, target: { run: "r-2" } }));
    expect(verify(target).break).toMatchObject({ sequence: 3 });
  });

  test("breaks after a record that was written anew with its hash", () => {
    const anew = tampered(1, ({ hash: _old, ...record }) => {
      const content = { ...record, who: "operator eve (admin)" };
      return { ...content, hash: auditHash(content) };
    });
    expect(verify(anew).break).toMatchObject({ sequence: 3, reason: expect.stringContaining("2") });
  });

  test("breaks where records are gone", () => {
    const [first, , third, fourth] = chain(4);
    const left = [first, third, fourth].filter((one) => one !== undefined);
    expect(verify(left).break).toMatchObject({ sequence: 3 });
  });

  test("that was cut, emptied or begun anew is told by where it was seen to end", () => {
    const records = chain(4);
    const known = records[3];
    expect(verify(records.slice(0, 2), known).break).toMatchObject({ sequence: 2 });
    expect(verify([], known).break).toMatchObject({ sequence: 0 });
    expect(verify(chain(9, 1, "").map(again), known).break).toMatchObject({ sequence: 4 });
    expect(verify([...records, ...chain(2, 5, known?.hash)], known).break).toBeUndefined();
  });

  test("says how many lines are none of its records, and what could not be written", () => {
    const damaged = { kind: "damaged", after: 4 } as const;
    expect(verifyAudit([...entriesOf(chain(4)), damaged], undefined)).toMatchObject({ damaged: 1 });
  });
});

/** Another chain, good in itself. */
const again = (record: AuditRecord, index: number, all: readonly AuditRecord[]): AuditRecord => {
  const previous = index === 0 ? "" : again(all[index - 1] ?? record, index - 1, all).hash;
  const content = { ...record, who: "operator eve (admin)", previous };
  return { ...content, hash: auditHash(content) };
};

test("records and damaged lines travel unchanged", () => {
  const entries: readonly AuditEntry[] = [...entriesOf(chain(2)), { kind: "damaged", after: 2 }];
  expect(entries.map((entry) => fromWireAuditEntry(toWireAuditEntry(entry)))).toEqual(entries);
});
