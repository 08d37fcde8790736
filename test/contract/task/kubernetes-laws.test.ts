import { describe, expect, test } from "vitest";
import { FakeHost } from "../../../agent/host/fake/fake-host.ts";
import type { NodeSpec } from "../../../shared/spec/node-spec.ts";
import type { ProfileName } from "../../../shared/spec/run.ts";
import { bareHost, plainMaster } from "./example-specs.ts";
import { applyProfiles, planProfiles } from "./run-profiles.ts";

/** A single master that keeps the cluster's objects, with a label and the version's own taint. */
const master: NodeSpec = {
  ...plainMaster,
  clusterObjects: {
    nodes: [
      {
        name: plainMaster.host,
        labels: { disk: "ssd" },
        taints: plainMaster.kubernetes.registerTaints,
      },
    ],
    storedConfiguration: "name: blue-lake-0001\n",
    stacks: [],
  },
};

const ALL: readonly ProfileName[] = ["host", "network", "control-plane", "cluster"];

const bareMaster = (): FakeHost => {
  const host = new FakeHost({ hostname: master.host, address: master.address });
  bareHost(host.machine);
  return host;
};

describe("a master from a bare host", () => {
  test("is planned with all of Kubernetes, and the journal says the same", async () => {
    const host = bareMaster();
    const plan = await planProfiles(host, master, ALL);
    const { journal, failures } = await applyProfiles(host, master, ALL);
    expect(failures).toEqual([]);
    expect(journal).toEqual(plan);
    expect(plan.map(({ task }) => task)).toEqual(
      expect.arrayContaining([
        "kubeadm-init:control-plane",
        "node-object:m1",
        "kubernetes-object:kube-system/ConfigMap/pharos-config",
      ]),
    );
  });

  test("has nothing left to do", async () => {
    const host = bareMaster();
    await applyProfiles(host, master, ALL);
    const writes = host.machine.writes.length;
    expect(await planProfiles(host, master, ALL)).toEqual([]);
    expect((await applyProfiles(host, master, ALL)).journal).toEqual([]);
    expect(host.machine.writes).toHaveLength(writes);
  });

  test("that gives up its taint and label loses them", async () => {
    const host = bareMaster();
    await applyProfiles(host, master, ALL);
    const without = {
      ...master,
      clusterObjects: {
        nodes: [{ name: master.host, labels: {}, taints: [] }],
        storedConfiguration: "name: blue-lake-0001\n",
        stacks: [],
      },
    };
    const { journal } = await applyProfiles(host, without, ALL);
    expect(journal).toEqual([
      {
        task: "node-object:m1",
        changes: [
          { field: "label disk", before: "ssd" },
          { field: "taint node-role.kubernetes.io/master:NoSchedule", before: "" },
        ],
      },
    ]);
  });

  test("that leaves can be made a master again", async () => {
    const host = bareMaster();
    await applyProfiles(host, master, ALL);
    const absent = await applyProfiles(host, { ...master, ensure: "absent" }, ["absent"]);
    expect(absent.failures).toEqual([]);
    expect((await applyProfiles(host, master, ALL)).failures).toEqual([]);
    expect(await planProfiles(host, master, ALL)).toEqual([]);
  });
});
