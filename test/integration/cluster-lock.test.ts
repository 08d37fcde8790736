import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openCoordinationStore } from "../../agent/state/coordination-store.ts";
import { coordinationService } from "../../agent/services/coordination-service.ts";
import { connectionLostError } from "../../shared/errors/rpc-errors.ts";
import { coordinationServiceRoutes } from "../../shared/rpc/gen/coordination-service.ts";
import { connectInMemory } from "../support/in-memory-connection.ts";
import {
  type LockPorts,
  takeClusterLock,
  type Voter,
} from "../../controller/cluster/cluster-lock.ts";

const admin = { kind: "operator", name: "ada", role: "admin", serial: "01" } as const;
const gone = connectionLostError({ address: "m", method: "x", reason: "away" });

let folder: string;
let clockMs: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
  clockMs = 1_000_000;
});
afterEach(() => rm(folder, { recursive: true }));

/** A master's agent; while `isAway` its calls fail. */
const master = (name: string) => {
  const coordination = openCoordinationStore(join(folder, name), () => new Date(clockMs));
  const now = () => new Date(clockMs);
  const routes = coordinationServiceRoutes(coordinationService({ coordination, now }));
  const connection = connectInMemory(routes, admin);
  const state = { isAway: false };
  const failWhenAway = new Proxy(connection.coordination, {
    get: (calls, key, self) =>
      state.isAway ? () => Promise.reject(gone) : Reflect.get(calls, key, self),
  });
  return { name, coordination, state, connection: { coordination: failWhenAway } };
};

const masters = (count: number) =>
  Array.from({ length: count }, (_, index) => master(`m${index + 1}`));
const request = (voters: readonly Voter[], holder = "ada 1") => ({
  holder,
  machine: "desk",
  purpose: "apply",
  electorate: [voters.map(({ name }) => name)],
});

/** Time that passes by sleeping; each renewal is let go by the test. */
const ports = () => {
  const renewals: (() => void)[] = [];
  const given: LockPorts = {
    elapsedMs: () => clockMs,
    random: () => 0.5,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("released")));
        renewals.push(() => {
          clockMs += ms;
          resolve();
        });
      }),
  };
  const impatient: LockPorts = { ...given, sleep: async () => undefined };
  return { renewals, given, impatient };
};

const codeOf = (error: unknown) =>
  typeof error === "object" && error !== null && "code" in error ? error.code : error;
const refusal = (taken: Promise<unknown>) => taken.then(() => "taken", codeOf);

describe("the lock", () => {
  test("is held on all masters under one number, and free again after its release", async () => {
    const voters = masters(3);
    const lock = await takeClusterLock(voters, request(voters), ports().given);
    expect(await Promise.all(voters.map((one) => one.coordination.lastFencing()))).toEqual([
      1, 1, 1,
    ]);
    await lock.release();
    const next = await takeClusterLock(voters, request(voters, "bob 2"), ports().given);
    expect(next.fencing).toBe(2);
    await next.release();
  });

  test("is not given to a second holder, who is told about the first", async () => {
    const voters = masters(3);
    const first = await takeClusterLock(voters, request(voters), ports().given);
    const second = takeClusterLock(voters, request(voters, "bob 2"), ports().given);
    await expect(second).rejects.toMatchObject({
      code: "LOCK_HELD",
      fields: { holder: "ada 1", machine: "desk", purpose: "apply" },
    });
    await first.release();
  });

  test("goes to at most one of two that ask at once", async () => {
    const voters = masters(3);
    const results = await Promise.allSettled([
      takeClusterLock(voters, request(voters), ports().impatient),
      takeClusterLock(voters, request(voters, "bob 2"), ports().impatient),
    ]);
    const holders = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(holders.length).toBeLessThanOrEqual(1);
    await Promise.all(holders.map((lock) => lock.release()));
  });

  test("is taken with a minority away, and with a number above all that were given", async () => {
    const voters = masters(3);
    await voters[2]?.coordination.checkFencing(41);
    const reached = voters.slice(1);
    const lock = await takeClusterLock(reached, request(voters), ports().given);
    expect(lock.fencing).toBe(42);
    await lock.release();
  });

  test("is refused when only a minority answers, and the others are named", async () => {
    const voters = masters(3);
    const taken = takeClusterLock(voters.slice(0, 1), request(voters), ports().given);
    await expect(taken).rejects.toMatchObject({
      code: "NO_QUORUM",
      fields: { masters: 3, missing: "m2, m3" },
    });
  });

  test("needs the old masters too while new ones come", async () => {
    const voters = masters(3);
    const electorate = [["m1"], ["m1", "m2", "m3"]];
    const order = { ...request(voters), electorate };
    expect(await refusal(takeClusterLock(voters.slice(1), order, ports().given))).toBe("NO_QUORUM");
    expect(await refusal(takeClusterLock(voters.slice(0, 1), order, ports().given))).toBe(
      "NO_QUORUM",
    );
    expect(await refusal(takeClusterLock(voters.slice(0, 2), order, ports().given))).toBe("taken");
  });

  test("leaves nothing behind where it was not enough", async () => {
    const voters = masters(3);
    for (const one of voters.slice(1)) one.state.isAway = true;
    const taken = takeClusterLock(voters, request(voters), ports().impatient);
    expect(await refusal(taken)).toBe("CONNECTION_LOST");
    expect(await voters[0]?.coordination.lock()).toBeUndefined();
  });
});

/** Lets the pending sleep pass and everything that follows from it happen. */
const pass = async (renewals: (() => void)[]) => {
  renewals.shift()?.();
  await new Promise<void>((resolve) => {
    setImmediate(() => setImmediate(() => setImmediate(resolve)));
  });
};

const settle = async (renewals: (() => void)[], times: number) => {
  for (let time = 0; time < times; time += 1) {
    await pass(renewals);
    // Files are written by other threads.
    await expect.poll(() => renewals.length).toBeGreaterThan(0);
  }
};

describe("a held lock", () => {
  test("is renewed for as long as a majority answers", async () => {
    const voters = masters(3);
    const { renewals, given } = ports();
    const lock = await takeClusterLock(voters, request(voters), given);
    for (const one of voters.slice(2)) one.state.isAway = true;
    await settle(renewals, 5);
    expect(lock.lost.aborted).toBe(false);
    expect((await voters[0]?.coordination.lock())?.holder).toBe("ada 1");
    await lock.release();
  });

  test("is lost when somebody else has a higher number", async () => {
    const voters = masters(1);
    const { renewals, given } = ports();
    const lock = await takeClusterLock(voters, request(voters), given);
    await voters[0]?.coordination.checkFencing(9);
    await pass(renewals);
    await expect.poll(() => lock.lost.aborted).toBe(true);
    expect(codeOf(lock.lost.reason)).toBe("LOCK_LOST");
  });

  test("is lost when no majority has renewed it for its time", async () => {
    const voters = masters(3);
    const { renewals, given } = ports();
    const lock = await takeClusterLock(voters, request(voters), given);
    for (const one of voters.slice(1)) one.state.isAway = true;
    // After ten seconds, and then every second.
    await settle(renewals, 20);
    expect(lock.lost.aborted).toBe(false);
    await pass(renewals);
    await expect.poll(() => lock.lost.aborted).toBe(true);
    expect(codeOf(lock.lost.reason)).toBe("NO_QUORUM");
    await expect(lock.certain()).rejects.toBe(lock.lost.reason);
  });

  test("is certain again at once when a master is back in its time", async () => {
    const voters = masters(1);
    const { renewals, given } = ports();
    const lock = await takeClusterLock(voters, request(voters), given);
    for (const one of voters) one.state.isAway = true;
    await settle(renewals, 2);
    const startMs = clockMs;
    for (const one of voters) one.state.isAway = false;
    await settle(renewals, 1);
    expect(clockMs - startMs).toBe(1_000);
    await lock.certain();
    expect((await voters[0]?.coordination.lock())?.holder).toBe("ada 1");
    await lock.release();
  });

  describe("with patience", () => {
    const patient = async () => {
      const voters = masters(1);
      const { renewals, given } = ports();
      const order = { ...request(voters), patienceMs: 150_000 };
      const lock = await takeClusterLock(voters, order, given);
      for (const one of voters) one.state.isAway = true;
      await settle(renewals, 25);
      let isCertain = false;
      const certain = lock.certain().then(() => (isCertain = true));
      await settle(renewals, 50);
      expect({ isCertain, isLost: lock.lost.aborted }).toEqual({ isCertain: false, isLost: false });
      return { voters, renewals, lock, certain };
    };

    test("waits for a master that boots, and is held on as before", async () => {
      const { voters, renewals, lock, certain } = await patient();
      for (const one of voters) one.state.isAway = false;
      await settle(renewals, 1);
      await expect(certain).resolves.toBe(true);
      expect((await voters[0]?.coordination.lock())?.fencing).toBe(lock.fencing);
      await lock.release();
    });

    test("is lost to whoever took it meanwhile, before anything more is begun", async () => {
      const { voters, renewals, lock, certain } = await patient();
      const caught = certain.catch(codeOf);
      for (const one of voters) one.state.isAway = false;
      const other = await takeClusterLock(voters, request(voters, "bob 2"), ports().given);
      await pass(renewals);
      expect(await caught).toBe("LOCK_LOST");
      expect(lock.lost.aborted).toBe(true);
      await other.release();
    });

    test("ends all the same", async () => {
      const { renewals, lock, certain } = await patient();
      const caught = certain.catch(codeOf);
      await settle(renewals, 65);
      await pass(renewals);
      expect(await caught).toBe("NO_QUORUM");
      expect(lock.lost.aborted).toBe(true);
    });
  });
});

describe("numbers", () => {
  test("are above what is known, and none is given twice", async () => {
    const voters = masters(3);
    const lock = await takeClusterLock(voters, request(voters), ports().given);
    expect(await lock.allocate("COUNTER_GENERATION", 7)).toBe(8);
    expect(await lock.allocate("COUNTER_GENERATION", 0)).toBe(9);
    expect(await lock.allocate("COUNTER_MEMBERSHIP", 0)).toBe(1);
    await lock.release();
  });

  test("go on when masters come that have never counted", async () => {
    const voters = masters(3);
    await voters[0]?.coordination.advance("generation", 0, 5);
    const lock = await takeClusterLock(voters, request(voters), ports().given);
    expect(await lock.allocate("COUNTER_GENERATION", 5)).toBe(6);
    expect(await lock.allocate("COUNTER_GENERATION", 0)).toBe(7);
    await lock.release();
  });
});
