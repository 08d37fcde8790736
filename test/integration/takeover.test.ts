import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readAgentConfig } from "../../agent/state/agent-config.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.75.1";
const W1 = "127.0.75.11";
const W2 = "127.0.75.12";
const LIMIT_MS = 60_000;

let cluster: LoopbackCluster;
let m1: LoopbackHost;
let w1: LoopbackHost;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
  m1 = cluster.addHost("m1", M1);
  w1 = cluster.addHost("w1", W1);
  cluster.addHost("w2", W2);
  await cluster.apply(loopbackYml([M1], [W1, W2]));
}, LIMIT_MS);
afterEach(() => cluster[Symbol.asyncDispose]());

const loseKeys = () => rm(join(cluster.home, ".pharos"), { recursive: true });
const idOf = async ({ paths }: LoopbackHost) => (await readAgentConfig(paths.config)).clusterId;
const eventsOf = async ({ paths }: LoopbackHost) =>
  (await readFile(paths.events, "utf8"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line): { sequence: number; event: { type: string } } => JSON.parse(line));

describe("a cluster whose keys are lost", () => {
  test(
    "is not touched by who does not say so, and named to them",
    async () => {
      const id = await idOf(m1);
      await loseKeys();
      const refused = { code: "ENROLLED_ELSEWHERE", fields: { cluster: id, clusterName: "loop" } };
      await expect(cluster.apply(loopbackYml([M1], [W1, W2]))).rejects.toMatchObject({
        code: "HOSTS_UNREACHABLE",
        hosts: [{ error: refused }, { error: refused }, { error: refused }],
      });
      await expect(
        cluster.apply(loopbackYml([M1], [W1, W2]), { takeOver: "other" }),
      ).rejects.toMatchObject({
        code: "HOSTS_UNREACHABLE",
      });
      expect(await idOf(m1)).toBe(id);
    },
    LIMIT_MS,
  );

  test(
    "is taken over with new keys, and nothing else of it changes",
    async () => {
      const id = await idOf(m1);
      // Not the order in which networks were given out.
      const yml = loopbackYml([M1], [W2, W1]).replace("name: loop\n", "");
      await loseKeys();
      const taken = await cluster.apply(yml, { takeOver: "loop" });
      expect(taken.failures).toEqual([]);
      expect(Object.keys(taken.journalled).filter((host) => host !== "m1")).toEqual([]);
      const { content } = taken.designed.design.membership;
      expect(content).toMatchObject({ number: 1, cluster: { name: "loop" } });
      expect(content.members).toEqual(taken.designed.takeover?.inherited.members);
      expect(await idOf(m1)).not.toBe(id);
      expect(await idOf(w1)).toBe(await idOf(m1));
      expect((await cluster.apply(yml)).isNothingToDo).toBe(true);
    },
    LIMIT_MS,
  );

  test(
    "tells on each host who took it, in a record without gaps",
    async () => {
      const id = await idOf(w1);
      await loseKeys();
      await cluster.apply(loopbackYml([M1], [W1, W2]), { takeOver: id });
      const events = await eventsOf(w1);
      expect(events.map(({ event }) => event)).toContainEqual({
        type: "agent-enrolled",
        requestedBy: "ada",
        takenFrom: id,
      });
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
    },
    LIMIT_MS,
  );

  test(
    "says which of its hosts stay with the old keys, and keeps their networks for them",
    async () => {
      await loseKeys();
      const { designed } = await cluster.apply(loopbackYml([M1], [W2]), { takeOver: "loop" });
      const { takeover, design } = designed;
      expect(takeover).toMatchObject({ hosts: 2, left: ["w1"] });
      const before = takeover?.inherited.members.filter(({ name }) => name !== "w1");
      expect(design.membership.content.members).toEqual(before);
    },
    LIMIT_MS,
  );

  test(
    "cannot be taken over with other networks than its nodes have",
    async () => {
      await loseKeys();
      const other = loopbackYml([M1], [W1, W2]).replace(
        "provider: bridge",
        "provider: bridge, pod_network_cidr: 10.64.0.0/12",
      );
      await expect(cluster.apply(other, { takeOver: "loop" })).rejects.toMatchObject({
        code: "NETWORK_CHANGED",
      });
    },
    LIMIT_MS,
  );
});

describe("a host that was installed anew", () => {
  const WAITING = "wait until Kubernetes misses replaced hosts";
  const setReady = (name: string, status: string): void => {
    const path = `/api/v1/nodes/${name}`;
    const answer = cluster.kubernetes.get(path);
    const node = "object" in answer ? answer.object : {};
    const conditions = [{ type: "Ready", status }];
    cluster.kubernetes.put(path, { ...node, status: { conditions } });
  };
  const replace = async (host: LoopbackHost): Promise<void> => {
    await host.dispose();
    await rm(join(cluster.home, "hosts", host.name), { recursive: true });
    cluster.addHost(host.name, host.address);
  };

  test(
    "is enrolled again and joins again, by the name and the network that it had",
    async () => {
      const yml = loopbackYml([M1], [W1, W2]);
      await replace(w1);
      setReady("w1", "Unknown");
      const before = cluster.kubernetes.get("/api/v1/nodes/w1");
      const { failures, designed, journalled, phases } = await cluster.apply(yml);
      expect(failures).toEqual([]);
      expect(designed.design.membershipChanged).toBe(false);
      expect(journalled["w1"]?.map(({ task }) => task)).toContain("kubeadm-join:node");
      expect(journalled["w2"]).toBeUndefined();
      expect(phases).toContainEqual(
        expect.objectContaining({ type: "phase-done", phase: WAITING, host: "w1" }),
      );
      expect(phases).not.toContainEqual(
        expect.objectContaining({ type: "phase-started", phase: WAITING, host: "w2" }),
      );
      setReady("w1", "Unknown");
      expect(cluster.kubernetes.get("/api/v1/nodes/w1")).toEqual(before);
      setReady("w1", "True");
      const again = await cluster.apply(yml);
      expect(again.planned).toEqual({});
      expect(again.isNothingToDo).toBe(true);
    },
    LIMIT_MS,
  );

  test(
    "is left to a person as a master whose etcd member has a vote, and the others go on",
    async () => {
      const masters = [M1, "127.0.75.2", "127.0.75.3"];
      await using other = await createLoopbackCluster();
      const hosts = masters.map((address, at) => other.addHost(`m${at + 1}`, address));
      await m1.stop();
      await other.apply(loopbackYml(masters));
      const [, m2] = hosts;
      await m2?.dispose();
      await rm(join(other.home, "hosts", "m2"), { recursive: true });
      other.addHost("m2", masters[1] ?? "");
      const { failures, journalled } = await other.apply(loopbackYml(masters));
      const codes = new Map(failures.map(({ host, error }) => [host, error.code]));
      expect(codes.get("m2")).toBe("MASTER_REPLACED");
      expect(journalled["m2"]?.map(({ task }) => task)).not.toContain("kubeadm-join:node");
      expect(journalled["m3"]).toBeUndefined();
    },
    LIMIT_MS,
  );

  test(
    "does not start a second cluster when it was the only master",
    async () => {
      await replace(m1);
      await expect(cluster.apply(loopbackYml([M1], [W1, W2]))).rejects.toMatchObject({
        code: "CONTROL_PLANE_AWAY",
      });
    },
    LIMIT_MS,
  );
});
