import { describe, expect, test } from "vitest";
import { orderTasks } from "../../../agent/engine/order.ts";
import { readInstalledPackages } from "../../../agent/engine/provenance.ts";
import { FakeHost } from "../../../agent/host/fake/fake-host.ts";
import type { FakeMachine } from "../../../agent/host/fake/fake-machine.ts";
import { profilesOf } from "../../../agent/profiles/profiles.ts";
import type { NodeSpec } from "../../../shared/spec/node-spec.ts";
import type { RunRecord } from "../../../shared/spec/run.ts";
import {
  bareHost,
  changedWorker,
  externalNetworkWorker,
  fullWorker,
  keepingMaster,
  leavingWorker,
  plainMaster,
  usedHost,
  workForADay,
} from "./example-specs.ts";
import {
  crioWorker,
  criDockerdWorker,
  dockerWorker,
  givenPasswords,
  leavingCrioWorker,
  leavingDockerWorker,
  passwordWorker,
} from "./runtime-specs.ts";
import { applyProfiles, planProfiles, tasksOf, visibleState } from "./run-profiles.ts";

interface Scenario {
  readonly name: string;
  readonly spec: NodeSpec;
  /** Makes the machine that the spec meets. */
  readonly start: (records: RunRecord[]) => Promise<FakeHost>;
}

const fresh = (scene: (machine: FakeMachine) => void) => async () => {
  const host = new FakeHost({ address: "192.0.2.11" });
  scene(host.machine);
  return host;
};

/** Beside a master that runs already. */
const joining = (scene: (machine: FakeMachine) => void) => async () => {
  const host = await fresh(scene)();
  host.machine.cluster.apiServers.add("m1");
  return host;
};

const joinedAs = (spec: NodeSpec) => async (records: RunRecord[]) => {
  const host = await joining(bareHost)();
  await applyProfiles(host, spec, profilesOf(spec), records);
  workForADay(host.machine);
  return host;
};

const joined = joinedAs(fullWorker);

/** Between them these go through every task: they are killed at each of their writes as well. */
const long: readonly Scenario[] = [
  { name: "a first master, bare", spec: keepingMaster, start: fresh(bareHost) },
  { name: "a full worker, used before", spec: fullWorker, start: joining(usedHost) },
  { name: "a changed worker", spec: changedWorker, start: joined },
  { name: "a worker that leaves", spec: leavingWorker, start: joined },
  { name: "a worker with cri-dockerd", spec: criDockerdWorker, start: joining(bareHost) },
  { name: "a worker with cri-o", spec: crioWorker, start: joining(givenPasswords) },
  {
    name: "cri-o that leaves",
    spec: leavingCrioWorker,
    start: async (records) => {
      const host = await joining(givenPasswords)();
      await applyProfiles(host, crioWorker, profilesOf(crioWorker), records);
      workForADay(host.machine);
      return host;
    },
  },
  { name: "Docker that leaves", spec: leavingDockerWorker, start: joinedAs(criDockerdWorker) },
];

const short: readonly Scenario[] = [
  { name: "a worker with Docker", spec: dockerWorker, start: joining(bareHost) },
  { name: "a plain master, used before", spec: plainMaster, start: fresh(usedHost) },
  { name: "a full worker, bare", spec: fullWorker, start: joining(bareHost) },
  { name: "mirrors with passwords", spec: passwordWorker, start: joining(givenPasswords) },
  {
    name: "mirrors without their passwords",
    spec: fullWorker,
    start: async (records) => {
      const host = await joining(givenPasswords)();
      await applyProfiles(host, passwordWorker, profilesOf(passwordWorker), records);
      return host;
    },
  },
  { name: "another network provider", spec: externalNetworkWorker, start: joining(bareHost) },
  { name: "a bare host that leaves", spec: leavingWorker, start: fresh(bareHost) },
  { name: "a used host that leaves", spec: leavingWorker, start: fresh(usedHost) },
];

describe.each([...long, ...short])("tasks of $name", ({ spec, start }) => {
  const profiles = profilesOf(spec);

  test("have ids of their own, one writer for each ref, and an order", () => {
    const all = tasksOf(spec, profiles);
    const ids = all.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(orderTasks(all)).toHaveLength(all.length);
  });

  test("leave the machine alone while they look and plan", async () => {
    const host = await start([]);
    const before = host.machine.writes.length;
    const snapshot = host.snapshot();
    await planProfiles(host, spec, profiles);
    expect(host.machine.writes).toHaveLength(before);
    expect(host.snapshot()).toEqual(snapshot);
  });

  test("plan what the journal of the apply then says", async () => {
    const host = await start([]);
    const plan = await planProfiles(host, spec, profiles);
    const { journal, failures } = await applyProfiles(host, spec, profiles);
    expect(failures).toEqual([]);
    expect(journal).toEqual(plan);
  });

  test("have nothing left to do the second time", async () => {
    const host = await start([]);
    await applyProfiles(host, spec, profiles);
    const writes = host.machine.writes.length;
    expect(await planProfiles(host, spec, profiles)).toEqual([]);
    expect((await applyProfiles(host, spec, profiles)).journal).toEqual([]);
    expect(host.machine.writes).toHaveLength(writes);
  });
});

describe.each(long)("tasks of $name", ({ spec, start }) => {
  const profiles = profilesOf(spec);

  test("reach the same state when they are killed after any write, by a true plan", async () => {
    const reference = await start([]);
    const first = reference.machine.writes.length + 1;
    await applyProfiles(reference, spec, profiles);
    const { writes } = reference.machine;
    for (let at = first; at <= writes.length; at += 1) {
      const records: RunRecord[] = [];
      const host = await start(records);
      host.machine.faults.dieAt(at, "after");
      await applyProfiles(host, spec, profiles, records);
      host.machine.faults.revive();
      const plan = await planProfiles(host, spec, profiles);
      const { journal, failures } = await applyProfiles(host, spec, profiles, records);
      const killed = `killed after ${writes[at - 1]}`;
      expect(failures, killed).toEqual([]);
      expect(journal, killed).toEqual(plan);
      expect(visibleState(host), killed).toEqual(visibleState(reference));
    }
  });
});

test("the journal names the packages that came with us, and forgets them when they go", async () => {
  const records: RunRecord[] = [];
  const host = await joined(records);
  const installedByPharos = readInstalledPackages(records);
  expect(installedByPharos).toEqual(expect.arrayContaining(["containerd", "kubelet", "nftables"]));
  const packages = { ...leavingWorker.packages, installedByPharos };
  await applyProfiles(host, { ...leavingWorker, packages }, ["absent"], records);
  expect(readInstalledPackages(records)).toEqual([]);
  expect([...host.machine.packages.keys()]).toEqual(["runc"]);
});

test("no plan shows a password, neither where it comes nor where it goes", async () => {
  const host = await joining(givenPasswords)();
  const plans = [await planProfiles(host, passwordWorker, ["host"])];
  await applyProfiles(host, passwordWorker, profilesOf(passwordWorker));
  plans.push(await planProfiles(host, fullWorker, ["host"]));
  plans.push(
    await planProfiles(host, { ...leavingWorker, runtime: passwordWorker.runtime }, ["absent"]),
  );
  const path = "/etc/containerd/config.toml";
  expect(host.machine.files.entry(path)).toMatchObject({
    mode: 0o600,
    text: expect.stringContaining('auth = "dXNlcjpwYXNz"'),
  });
  expect(plans.map((plan) => JSON.stringify(plan).includes(path))).toEqual([true, true, true]);
  expect(JSON.stringify(plans)).not.toContain("dXNlcjpwYXNz");
});
