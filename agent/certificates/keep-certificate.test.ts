import { expect, test } from "vitest";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { createTestPki } from "../../test/support/test-pki.ts";
import { keepCertificate } from "./keep-certificate.ts";

const DAY_MS = 24 * 3_600_000;
const START = new Date("2026-11-22T12:00:00Z");

/** Ends the endless keeping from within. */
class Enough extends Error {}

/** No test lives through more renewals. */
const MOST = 50;

/**
 * An agent whose clock moves only while it pauses; `fails`: how many times no master answers; `ahead`:
 * days that its clock is ahead of the masters'.
 */
const keep = async ({
  days,
  fails = 0,
  random = 0,
  ahead = 0,
}: Readonly<Record<string, number>>) => {
  const pki = await createTestPki(undefined, START);
  let nowMs = START.getTime() + ahead * DAY_MS;
  const endMs = nowMs + (days ?? 0) * DAY_MS;
  const now = () => new Date(nowMs);
  const first = await pki.agent("w1", START);
  let chain = first.chain;
  let failuresLeft = fails;
  const told: { readonly day: number; readonly outcome: "renewed" | "failed" }[] = [];
  const tell = (outcome: "renewed" | "failed"): void => {
    told.push({ day: (nowMs - START.getTime()) / DAY_MS, outcome });
  };
  const identity = () => ({
    privateKey: renderPrivateKey(first.privateKey),
    certificateChain: chain,
    trust: pki.trust,
  });
  const keeping = keepCertificate({
    identity: { current: identity },
    renew: async () => {
      failuresLeft -= 1;
      if (failuresLeft >= 0) throw new Error("no master answers");
      chain = (await pki.agent("w1", new Date(nowMs - ahead * DAY_MS))).chain;
      tell("renewed");
      if (told.length >= MOST) throw new Enough();
    },
    now,
    pause: async (ms) => {
      nowMs += ms;
      if (nowMs > endMs) throw new Enough();
    },
    random: () => random ?? 0,
    failed: (error) => {
      if (error instanceof Enough) throw error;
      tell("failed");
    },
  });
  await expect(keeping).rejects.toThrow(Enough);
  return told;
};

test("a certificate is renewed whenever two thirds of its life are over", async () => {
  const told = await keep({ days: 70 });
  expect(told.map(({ outcome }) => outcome)).toEqual(["renewed", "renewed", "renewed"]);
  expect(told.map(({ day }) => Math.floor(day))).toEqual([19, 39, 59]);
});

test("agents of one run are spread over two days", async () => {
  const [told] = await keep({ days: 25, random: 0.99 });
  expect(told?.day).toBeGreaterThan(21.5);
  expect(told?.day).toBeLessThan(22.5);
});

test("while no master answers it asks again every ten minutes", async () => {
  const told = await keep({ days: 25, fails: 3 });
  expect(told.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed", "renewed"]);
  const [first, , , last] = told;
  expect(((last?.day ?? 0) - (first?.day ?? 0)) * DAY_MS).toBeCloseTo(1_800_000, -3);
});

test("with a clock that is weeks ahead it asks every ten minutes, and no more often", async () => {
  const told = await keep({ days: 1 / 24, ahead: 25 });
  expect(told.map(({ outcome }) => outcome)).toEqual(Array(7).fill("renewed"));
});
