import { expect, test } from "vitest";
import { waitForWorkloads } from "./wait-for-workloads.ts";

const before = [
  { name: "default/ReplicaSet/web", ready: 2 },
  { name: "default/ReplicaSet/gone", ready: 1 },
  { name: "kube-system/DaemonSet/proxy", ready: 3 },
];
const wait = async (now: readonly { readonly name: string; readonly ready: number }[]) => {
  const { signal } = new AbortController();
  await waitForWorkloads("w1", before, async () => now, { limitMs: 0, stepMs: 1, signal });
};

test("as many Ready pods as before are enough, wherever they are, and what is gone is somebody's wish", async () => {
  await wait([
    { name: "default/ReplicaSet/web", ready: 3 },
    { name: "kube-system/DaemonSet/proxy", ready: 3 },
  ]);
});

test("fewer are named with how many there are", async () => {
  const now = [
    { name: "default/ReplicaSet/web", ready: 1 },
    { name: "kube-system/DaemonSet/proxy", ready: 3 },
  ];
  await expect(wait(now)).rejects.toMatchObject({
    code: "WORKLOADS_NOT_BACK",
    message: expect.stringContaining("default/ReplicaSet/web: 1 of 2"),
  });
});
