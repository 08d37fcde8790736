import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { listAt, textAt } from "../../shared/spec/json-path.ts";
import { keepWaitingTaints, toTaintPatch, WAITING_VALUE } from "./waiting-taints.ts";

const KEY = "example.test/reboot-waits";
const OURS = { key: KEY, value: WAITING_VALUE, effect: "PreferNoSchedule" };
const MASTER = { key: "node-role.kubernetes.io/master", effect: "NoSchedule" };

const node = (name: string, reason: string | undefined, taints: readonly object[] = []) => ({
  metadata: { name, resourceVersion: "7" },
  spec: { taints },
  status: {
    conditions: [
      { type: "Ready", status: "True", reason: "KubeletReady" },
      ...(reason === undefined
        ? [{ type: "PharosRebootRequired", status: "False", reason: "NotNeeded" }]
        : [{ type: "PharosRebootRequired", status: "True", reason }]),
    ],
  },
});

const master = (...nodes: readonly ReturnType<typeof node>[]): FakeHost => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  const host = new FakeHost({ hostname: "m1", cluster });
  host.machine.files.seed("/etc/kubernetes/admin.conf", "kubeconfig");
  for (const one of nodes) cluster.put(`/api/v1/nodes/${one.metadata.name}`, one);
  return host;
};

const taintsOf = ({ machine }: FakeHost, name: string) =>
  listAt(machine.cluster.snapshot().get(`/api/v1/nodes/${name}`), "spec", "taints");

test("nodes that wait for their turn have the taint, others do not, and taints of others stay", async () => {
  const host = master(
    node("m1", "WaitsForTurn", [MASTER]),
    node("w1", "Rebooting"),
    node("w2", undefined, [OURS]),
    node("w3", "OutsideWindow", [OURS, MASTER]),
  );
  expect(await keepWaitingTaints(host.bind(), KEY)).toBe(3);
  const taints = ["m1", "w1", "w2", "w3"].map((name) => taintsOf(host, name));
  expect(taints).toEqual([[MASTER, OURS], [], [], [MASTER]]);
  expect(await keepWaitingTaints(host.bind(), KEY)).toBe(0);
});

test("a host on its way down keeps what it has", () => {
  expect(toTaintPatch(node("w1", "Rebooting", [OURS]), KEY)).toBeUndefined();
  expect(toTaintPatch(node("w1", "Rebooting"), KEY)).toBeUndefined();
});

test("another key takes the place of the one before, and none takes it away", async () => {
  const host = master(node("w1", "Blocked", [OURS]));
  await keepWaitingTaints(host.bind(), "example.test/other");
  expect(taintsOf(host, "w1")).toEqual([{ ...OURS, key: "example.test/other" }]);
  await keepWaitingTaints(host.bind(), undefined);
  expect(taintsOf(host, "w1")).toEqual([]);
});

test("a taint of the same key that a person has put there is theirs", () => {
  const theirs = { key: KEY, effect: "PreferNoSchedule" };
  expect(toTaintPatch(node("w1", "WaitsForTurn", [theirs]), KEY)).toBeUndefined();
  expect(toTaintPatch(node("w1", undefined, [theirs]), KEY)).toBeUndefined();
});

test("a patch is good for the version that was read alone", () => {
  expect(toTaintPatch(node("w1", "WaitsForTurn"), KEY)).toMatchObject({
    metadata: { resourceVersion: "7" },
  });
});

const taint = fc.record(
  {
    key: fc.constantFrom(KEY, "example.test/other", "dedicated"),
    value: fc.constantFrom("", WAITING_VALUE, "db"),
    effect: fc.constantFrom("NoSchedule", "PreferNoSchedule", "NoExecute"),
  },
  { requiredKeys: ["key", "effect"] },
);
const reasons = ["Needed", "OutsideWindow", "WaitsForTurn", "Blocked", "Rebooting", "DidNotHelp"];

test("whatever a node has: one write is enough, taints of others stay, and only a node that needs a reboot keeps ours", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(taint, { selector: ({ key, effect }) => `${key}:${effect}` }),
      fc.option(fc.constantFrom(...reasons), { nil: undefined }),
      fc.option(fc.constant(KEY), { nil: undefined }),
      (taints, reason, key) => {
        const before = node("w1", reason, taints);
        const patch = toTaintPatch(before, key);
        const after = patch === undefined ? taints : listAt(patch, "spec", "taints");
        expect(toTaintPatch({ ...before, spec: { taints: after } }, key)).toBeUndefined();
        const isOurs = (one: unknown) =>
          textAt(one, "value") === WAITING_VALUE && textAt(one, "effect") === "PreferNoSchedule";
        expect(after.filter((one) => !isOurs(one))).toEqual(taints.filter((one) => !isOurs(one)));
        const ours = after.filter(isOurs).length;
        expect(ours).toBeLessThanOrEqual(reason === undefined || key === undefined ? 0 : 1);
      },
    ),
  );
});
