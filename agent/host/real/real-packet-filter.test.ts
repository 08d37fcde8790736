import { describe, expect, test } from "vitest";
import type { LineAnswer } from "./line-dialogue.ts";
import { createPacketFilterReader } from "./real-packet-filter.ts";

/** Programs that answer in turn: one that stays, and those that are run once. */
const setUp = (answers: readonly LineAnswer[]) => {
  const left = [...answers];
  const asked: string[] = [];
  const reader = createPacketFilterReader(
    async ({ argv }) => {
      asked.push(argv.join(" "));
      return { argv, exitCode: 0, stdout: "listed once", stderr: "" };
    },
    (argv) => {
      asked.push(argv.join(" "));
      return { ask: async () => left.shift() ?? { kind: "ended" } };
    },
  );
  return { reader, asked };
};

const STAYS = "nft --stateless --json --interactive";
const ONCE = "nft --stateless --json list table inet pharos";

describe("the fingerprint of the table", () => {
  test("is the answer of one nft that stays", async () => {
    const { reader, asked } = setUp([
      { kind: "line", text: "{}" },
      { kind: "complaint" },
      { kind: "line", text: "{1}" },
    ]);
    const seen = [await reader.fingerprint(), await reader.fingerprint()];
    expect([...seen, await reader.fingerprint()]).toEqual(["{}", undefined, "{1}"]);
    expect(asked).toEqual([STAYS]);
  });

  test("is listed once where that nft has died, and asked of the next one then", async () => {
    const { reader, asked } = setUp([
      { kind: "line", text: "{}" },
      { kind: "ended" },
      { kind: "line", text: "{1}" },
    ]);
    const seen = [await reader.fingerprint(), await reader.fingerprint()];
    expect([...seen, await reader.fingerprint()]).toEqual(["{}", "listed once", "{1}"]);
    expect(asked).toEqual([STAYS, ONCE, STAYS]);
  });

  test("is listed each time where nft cannot be talked to", async () => {
    const { reader, asked } = setUp([]);
    expect([await reader.fingerprint(), await reader.fingerprint()]).toEqual([
      "listed once",
      "listed once",
    ]);
    expect(asked).toEqual([STAYS, ONCE, ONCE]);
  });
});
