import { expect, test } from "vitest";
import { type Attempt, firstAnswering } from "./first-answering.ts";

const never = Number.POSITIVE_INFINITY;
const ports = { discard: () => undefined, isFinal: () => false };
const answering = (value: string, aloneMs = never): Attempt<string> => ({
  open: async () => value,
  aloneMs,
});
const failing = (reason: string, aloneMs = never): Attempt<string> => ({
  open: async () => Promise.reject(new Error(reason)),
  aloneMs,
});
/** Answers when it is told to, and tells when it was given up. */
const waiting = (aloneMs: number) => {
  const answer = Promise.withResolvers<string>();
  const givenUp = Promise.withResolvers<void>();
  const open = (signal: AbortSignal) => {
    signal.addEventListener("abort", () => givenUp.resolve());
    return answer.promise;
  };
  return { attempt: { open, aloneMs }, answer: answer.resolve, givenUp: givenUp.promise };
};

test("a first attempt that answers is the only one", async () => {
  const second = failing("must not begin");
  expect(await firstAnswering([answering("a"), second], ports)).toEqual({ won: true, value: "a" });
});

test("a failure lets the next one begin at once", async () => {
  const outcome = await firstAnswering([failing("x"), answering("b")], ports);
  expect(outcome).toEqual({ won: true, value: "b" });
});

test("a slow one is joined by the next, told to stop, and discarded when it comes too late", async () => {
  const slow = waiting(1);
  const discarded = Promise.withResolvers<string>();
  const outcome = await firstAnswering([slow.attempt, answering("b")], {
    ...ports,
    discard: discarded.resolve,
  });
  expect(outcome).toEqual({ won: true, value: "b" });
  await slow.givenUp;
  slow.answer("late");
  expect(await discarded.promise).toBe("late");
});

test("one that was heard of is joined by nobody before it fails", async () => {
  const begun = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  const first: Attempt<string> = {
    open: (_, heard) => {
      heard();
      begun.resolve();
      return answer.promise;
    },
    aloneMs: 1,
  };
  const race = firstAnswering([first, answering("b")], ports);
  await begun.promise;
  // Longer than the head start.
  const { promise: later, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, 20);
  await later;
  answer.resolve("a");
  expect(await race).toEqual({ won: true, value: "a" });
});

test("when all fail, their failures come in the order of the attempts", async () => {
  const outcome = await firstAnswering([failing("x"), failing("y")], ports);
  expect(outcome).toEqual({ won: false, failures: [new Error("x"), new Error("y")] });
});

test("a final failure ends the race", async () => {
  const race = firstAnswering([failing("x"), answering("b")], { ...ports, isFinal: () => true });
  await expect(race).rejects.toThrow("x");
});
