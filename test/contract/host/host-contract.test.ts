import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { FakeHost } from "../../../agent/host/fake/fake-host.ts";
import type { HostAccess } from "../../../agent/host/host.ts";
import { createRealHost } from "../../../agent/host/real/real-host.ts";
import { spawnProgram } from "../../../agent/host/real/spawn-program.ts";
import type { Expectation } from "./expectation.ts";
import { fileContract } from "./file-contract.ts";
import { readerContract } from "./reader-contract.ts";
import { FAILING_UNIT, unitContract } from "./unit-contract.ts";

const FOLDER = "/contract/files";
const root = mkdtempSync(join(tmpdir(), "pharos-contract-"));

const createReal = (place: string): HostAccess =>
  createRealHost({
    root: place,
    spawnProgram,
    now: () => new Date(),
    elapsedMs: () => performance.now(),
    monotonicMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
    // oxlint-disable-next-line pharos/no-sleep-in-test -- the machine's own clock, as main.ts wires it
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    isReached: async () => false,
  });

const fake = new FakeHost();
fake.machine.failingUnits.set(FAILING_UNIT, "ls: cannot access '/no-such-place'");

/** In order: each goes on where the one before it stopped. */
const hold = (access: HostAccess, expectations: readonly Expectation[]): void => {
  for (const { title, run } of expectations) test(title, () => run(access));
};

afterAll(() => rm(root, { recursive: true, force: true }));

describe("the fake host", () => {
  hold(fake, fileContract(FOLDER));
  hold(fake, readerContract);
  hold(fake, unitContract);
});

describe("the real host, as far as it is harmless here (the lab holds it to the rest)", () => {
  hold(createReal(root), fileContract(FOLDER));
  hold(createReal("/"), readerContract);
});
