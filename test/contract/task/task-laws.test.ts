import { describe, expect, test } from "vitest";
import { orderTasks } from "../../../agent/engine/order.ts";
import { FakeHost } from "../../../agent/host/fake/fake-host.ts";
import type { NodeSpec } from "../../../shared/spec/node-spec.ts";
import type { ProfileName } from "../../../shared/spec/run.ts";
import {
  bareHost,
  changedWorker,
  externalNetworkWorker,
  fullWorker,
  joinCluster,
  leavingWorker,
  plainMaster,
  usedHost,
} from "./example-specs.ts";
import { applyProfiles, planProfiles, tasksOf, visibleState } from "./run-profiles.ts";

interface Scenario {
  readonly name: string;
  readonly spec: NodeSpec;
  readonly profiles: readonly ProfileName[];
  /** Makes the machine that the spec meets. */
  readonly start: () => Promise<FakeHost>;
}

const NODE: readonly ProfileName[] = ["host", "network"];

const fresh = (scene: (machine: FakeHost["machine"]) => void) => async () => {
  const host = new FakeHost({ address: "192.0.2.11" });
  scene(host.machine);
  return host;
};

const converged = (spec: NodeSpec) => async () => {
  const host = await fresh(bareHost)();
  await applyProfiles(host, spec, NODE);
  return host;
};

const joined = async () => {
  const host = await converged(fullWorker)();
  joinCluster(host);
  return host;
};

/** Between them these go through every task: they are killed at each of their writes as well. */
const long: readonly Scenario[] = [
  { name: "a plain master, bare", spec: plainMaster, profiles: NODE, start: fresh(bareHost) },
  { name: "a full worker, used before", spec: fullWorker, profiles: NODE, start: fresh(usedHost) },
  { name: "a changed worker", spec: changedWorker, profiles: NODE, start: converged(fullWorker) },
  { name: "a worker that leaves", spec: leavingWorker, profiles: ["absent"], start: joined },
];

const short: readonly Scenario[] = [
  { name: "a plain master, used before", spec: plainMaster, profiles: NODE, start: fresh(usedHost) },
  { name: "a full worker, bare", spec: fullWorker, profiles: NODE, start: fresh(bareHost) },
  { name: "another network provider", spec: externalNetworkWorker, profiles: NODE, start: fresh(bareHost) },
  { name: "a bare host that leaves", spec: leavingWorker, profiles: ["absent"], start: fresh(bareHost) },
  { name: "a used host that leaves", spec: leavingWorker, profiles: ["absent"], start: fresh(usedHost) },
];

describe.each([...long, ...short])("tasks of $name", ({ spec, profiles, start }) => {
  test("have ids of their own", () => {
    const ids = tasksOf(spec, profiles).map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test("have one writer for each ref and an order", () => {
    expect(orderTasks(tasksOf(spec, profiles))).toHaveLength(tasksOf(spec, profiles).length);
  });

  test("leave the machine alone while they look and plan", async () => {
    const host = await start();
    const before = host.machine.writes.length;
    const snapshot = host.snapshot();
    await planProfiles(host, spec, profiles);
    expect(host.machine.writes).toHaveLength(before);
    expect(host.snapshot()).toEqual(snapshot);
  });

  test("converge, and then have nothing left to do", async () => {
    const host = await start();
    expect((await applyProfiles(host, spec, profiles)).failures).toEqual([]);
    const writes = host.machine.writes.length;
    expect(await planProfiles(host, spec, profiles)).toEqual([]);
    expect((await applyProfiles(host, spec, profiles)).journal).toEqual([]);
    expect(host.machine.writes).toHaveLength(writes);
  });

  test("plan what the journal of the apply then says", async () => {
    const host = await start();
    const plan = await planProfiles(host, spec, profiles);
    const { journal } = await applyProfiles(host, spec, profiles);
    expect(journal).toEqual(plan);
  });
});

describe.each(long)("tasks of $name", ({ spec, profiles, start }) => {
  test("reach the same state when they are killed after any write, by a true plan", async () => {
    const reference = await start();
    const first = reference.machine.writes.length + 1;
    await applyProfiles(reference, spec, profiles);
    const { writes } = reference.machine;
    for (let at = first; at <= writes.length; at += 1) {
      const host = await start();
      host.machine.faults.dieAt(at, "after");
      await applyProfiles(host, spec, profiles);
      host.machine.faults.revive();
      const plan = await planProfiles(host, spec, profiles);
      const { journal, failures } = await applyProfiles(host, spec, profiles);
      const killed = `killed after ${writes[at - 1]}`;
      expect(failures, killed).toEqual([]);
      expect(journal, killed).toEqual(plan);
      expect(visibleState(host), killed).toEqual(visibleState(reference));
    }
  });
});
