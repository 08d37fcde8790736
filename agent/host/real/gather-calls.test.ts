import { describe, expect, test } from "vitest";
import { gatherCalls } from "./gather-calls.ts";

const createLengths = () => {
  const questions: (readonly string[])[] = [];
  const lengthOf = gatherCalls(async (words: readonly string[]) => {
    questions.push(words);
    return new Map(words.filter((word) => word !== "").map((word) => [word, word.length]));
  });
  return { lengthOf, questions };
};

describe("gatherCalls", () => {
  test("asks once for all that is asked at the same time", async () => {
    const { lengthOf, questions } = createLengths();
    const answers = await Promise.all(["a", "bb", "a"].map((word) => lengthOf(word)));
    expect(answers).toEqual([1, 2, 1]);
    expect(questions).toEqual([["a", "bb"]]);
  });

  test("asks anew for whoever comes after the question", async () => {
    const { lengthOf, questions } = createLengths();
    await lengthOf("a");
    await lengthOf("a");
    expect(questions).toEqual([["a"], ["a"]]);
  });

  test("answers undefined for a key that has no answer", async () => {
    const { lengthOf } = createLengths();
    expect(await Promise.all([lengthOf(""), lengthOf("a")])).toEqual([undefined, 1]);
  });

  test("gives an error to all who asked, and to nobody later", async () => {
    const failures = [new Error("gone")];
    const ask = gatherCalls(async (keys: readonly string[]) => {
      const failure = failures.pop();
      if (failure !== undefined) throw failure;
      return new Map(keys.map((key) => [key, key]));
    });
    const both = await Promise.allSettled([ask("a"), ask("b")]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await ask("a")).toBe("a");
  });
});
