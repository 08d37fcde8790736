import { expect, test } from "vitest";
import { agentUnreachableError } from "../../shared/errors/rpc-errors.ts";
import { waitForServices } from "./wait-for-services.ts";

const options = { limitMs: 0, stepMs: 1, signal: new AbortController().signal };

/** Answers one after the other, the last one for ever. */
const answering = (...answers: readonly string[]): (() => Promise<string>) => {
  const left = [...answers];
  return async () => (left.length > 1 ? left.shift() : left[0]) ?? "";
};

test("services are waited for until nothing is wrong with them", async () => {
  const read = answering("ECONNREFUSED", "it answers with status 503", "");
  const patient = { ...options, limitMs: 60_000 };
  await expect(waitForServices("w1", read, patient)).resolves.toBeUndefined();
});

test("services that do not come in time are an error that says why", async () => {
  await expect(waitForServices("w1", answering("ECONNREFUSED"), options)).rejects.toMatchObject({
    code: "SERVICES_NOT_READY",
    fields: { node: "w1", reason: "ECONNREFUSED" },
  });
});

const away = agentUnreachableError({ address: "w1:7443", reason: "ECONNREFUSED" });

test("an agent that is away for a moment is asked again", async () => {
  const rest = answering("it answers with status 503", "");
  let asked = 0;
  const read = async (): Promise<string> => {
    asked += 1;
    if (asked === 2) throw away;
    return await rest();
  };
  const patient = { ...options, limitMs: 60_000 };
  await expect(waitForServices("w1", read, patient)).resolves.toBeUndefined();
  expect(asked).toBe(3);
});

test("an agent that stays away is told as that, and any other error at once", async () => {
  const never = new Error("refused");
  const patient = { ...options, limitMs: 60_000 };
  await expect(waitForServices("w1", () => Promise.reject(away), options)).rejects.toBe(away);
  await expect(waitForServices("w1", () => Promise.reject(never), patient)).rejects.toBe(never);
});
