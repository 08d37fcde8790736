import { expect, test } from "vitest";
import type { EncryptionKeys } from "../keystore/encryption-keys.ts";
import { beginKeyRotation, nextKeys } from "./next-keys.ts";

const AT = "2026-11-23T11:00:00.000Z";
const FIRST: EncryptionKeys = {
  keys: [{ name: "key1", secret: "b25l" }],
  number: 0,
  retired: [],
};

const stepsFrom = (keys: EncryptionKeys): readonly EncryptionKeys[] =>
  keys.rotation === undefined
    ? [keys]
    : [keys, ...stepsFrom(nextKeys(keys, keys.rotation, "2026-11-23T12:00:00.000Z"))];

const describeStep = ({ keys, rotation, retired, number }: EncryptionKeys): string =>
  `${number} ${rotation?.phase ?? "-"} ${keys.map(({ name }) => name).join(" ")} (${retired.map(({ name }) => name).join(" ")})`;

test("a new key is read, then written with, then alone", () => {
  expect(stepsFrom(beginKeyRotation(FIRST, AT)).map(describeStep)).toEqual([
    "1 add key1 key2 ()",
    "2 use key2 key1 ()",
    "2 rewrite key2 key1 ()",
    "3 drop key2 (key1)",
    "3 - key2 (key1)",
  ]);
});

test("no step writes with what the step before or after it cannot read", () => {
  const steps = [FIRST, ...stepsFrom(beginKeyRotation(FIRST, AT))];
  for (const [at, { keys }] of steps.entries()) {
    const beside = [steps[at - 1], steps[at + 1]].filter((step) => step !== undefined);
    const written = keys[0]?.name;
    // What `drop` cannot read has been written anew by then.
    for (const { keys: others, rotation } of beside.filter(
      (step) => step.rotation?.phase !== "drop",
    ))
      expect([rotation?.phase, others.map(({ name }) => name)]).toEqual([
        rotation?.phase,
        expect.arrayContaining([written]),
      ]);
  }
});

test("several keys that were there by hand all make place for one, whose name none has had", () => {
  const byHand = { ...FIRST, keys: [{ name: "key7", secret: "b25l" }, ...FIRST.keys] };
  const last = stepsFrom(beginKeyRotation(byHand, AT)).at(-1);
  expect(last && describeStep(last)).toBe("3 - key8 (key7 key1)");
  expect(new Set([...byHand.keys, ...(last?.keys ?? [])].map(({ secret }) => secret)).size).toBe(2);
});
