import { beforeEach, describe, expect, test } from "vitest";
import { bindTask } from "../engine/task.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { apiServerWatches } from "./api-server-watches.ts";

const MINUTE_MS = 60_000;
const task = bindTask(apiServerWatches, sampleNodeSpec("1.20.2"));

let host: FakeHost;

/** Some minutes ago; negative: later. */
const ago = (minutes: number): number => host.machine.nowMs() - minutes * MINUTE_MS;

const joined = (name: string, minutes: number, role = "control-plane"): void =>
  host.machine.cluster.put(`/api/v1/nodes/${name}`, {
    metadata: {
      name,
      creationTimestamp: new Date(ago(minutes)).toISOString(),
      labels: { [`node-role.kubernetes.io/${role}`]: "" },
    },
  });

const startedAgo = (minutes: number): void => {
  const name = "kube-apiserver-m1";
  host.machine.pods = [{ id: "a", namespace: "kube-system", name, startedAtMs: ago(minutes) }];
};

const changes = async () => (await task.observe(host.reader))([]);

beforeEach(() => {
  host = preparedHost("m1");
  host.machine.cluster.apiServers.add("m1");
  host.machine.files.seed("/etc/kubernetes/admin.conf", "admin");
  joined("m1", 5);
});

describe("an API server that may have lost watches of Services", () => {
  test("is one that has run since before a master joined, and is started anew once", async () => {
    startedAgo(5);
    joined("m2", 2);
    expect(await changes()).toEqual([
      expect.objectContaining({ before: expect.stringContaining("since before m2 joined") }),
    ]);
    await task.apply(host.bind(), await changes());
    expect(host.machine.writes).toContain("runtime.stopPod a");
    expect(await changes()).toEqual([]);
  });

  test.each([
    { what: "was started after the last master joined", started: 1, joins: 2 },
    { what: "would be started by a clock that is behind that of the join", started: 5, joins: -1 },
    { what: "has run for so long that lost watches have ended", started: 60, joins: 20 },
  ])("is none that $what", async ({ started, joins }) => {
    startedAgo(started);
    joined("m2", joins);
    expect(await changes()).toEqual([]);
  });

  test("is none where only workers and itself have joined", async () => {
    startedAgo(6);
    joined("w1", 2, "worker");
    expect(await changes()).toEqual([]);
  });

  test("is nowhere where none runs, or none answers", async () => {
    joined("m2", 2);
    expect(await changes()).toEqual([]);
    startedAgo(5);
    host.machine.cluster.apiServers.clear();
    expect(await changes()).toEqual([]);
  });
});
