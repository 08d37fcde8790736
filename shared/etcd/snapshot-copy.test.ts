import { expect, test } from "vitest";
import { collect } from "../../test/support/collect.ts";
import { encryptBytes, encryptedLength } from "./snapshot-cipher.ts";
import { copyFolder, parseCopyName, toCopyName } from "./snapshot-copy.ts";

const TAKEN_MS = Date.parse("2026-11-23T04:00:00.250Z");

test.each([
  { host: "m1", takenAtMs: TAKEN_MS, isEncrypted: false },
  { host: "master-1.example.com", takenAtMs: TAKEN_MS, isEncrypted: true },
])("a copy's name tells $host again", (copy) => {
  const name = toCopyName(copy);
  expect(parseCopyName(name)).toEqual({ ...copy, name });
});

test.each([
  "notes.txt",
  "2026-11-23T04-00-00-250Z-scheduled.snapshot.part",
  "2026-13-23T04-00-00-250Z-m1.snapshot",
  "2026-11-23T04-00-00-250Z-.snapshot",
  "2026-11-23T04-00-00-250Z-a/b.snapshot",
])("%s is none of ours", (name) => {
  expect(parseCopyName(name)).toBeUndefined();
});

test("two clusters never share a folder", () => {
  expect(copyFolder("", "6f1c")).toBe("6f1c/");
  expect(copyFolder("clusters", "6f1c")).toBe("clusters/6f1c/");
});

test.each([0, 1, 65_535, 65_536, 65_537, 200_000])(
  "how long %d bytes are when they are encrypted is known before",
  async (bytes) => {
    const source = async function* () {
      yield Buffer.alloc(bytes);
    };
    const chunks = await collect(encryptBytes(source(), "a passphrase"));
    expect(Buffer.concat(chunks).length).toBe(encryptedLength(bytes));
  },
);
