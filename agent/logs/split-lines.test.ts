import { expect, test } from "vitest";
import { collect } from "../../test/support/collect.ts";
import { splitLines } from "./split-lines.ts";

async function* chunksOf(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

test.each([
  [["a\nb\n"], ["a", "b"]],
  [
    ["a", "b\nc"],
    ["ab", "c"],
  ],
  [
    ["a\n", "\n", "b"],
    ["a", "", "b"],
  ],
  [["12345678901\nok\n"], ["ok"]],
  [["123456", "7890123", "45\nok\n"], ["ok"]],
  [["12345678901", "2\nok", "ok\n"], ["okok"]],
  [[], []],
])("%j has the lines %j", async (texts, lines) => {
  expect((await collect(splitLines(chunksOf(...texts), 10))).flat()).toEqual(lines);
});

test("a character that a chunk cuts is whole again", async () => {
  const bytes = Buffer.from("ü\n");
  const parts = chunksOf(bytes.subarray(0, 1), bytes.subarray(1));
  expect(await collect(splitLines(parts, 10))).toEqual([["ü"]]);
});

test("what comes together stays together", async () => {
  expect(await collect(splitLines(chunksOf("a\nb\nc", "d\n"), 10))).toEqual([["a", "b"], ["cd"]]);
});
