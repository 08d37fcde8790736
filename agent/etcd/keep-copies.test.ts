import { afterEach, beforeEach, expect, test } from "vitest";
import type { AgentEvent } from "../../shared/spec/agent-event.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { DENIED } from "../../test/support/s3/s3-server.ts";
import { type StartedS3Server, startS3Server } from "../../test/support/s3/start-s3-server.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { createCopyMemory } from "./copy-memory.ts";
import { keepCopies } from "./keep-copies.ts";
import { saveEtcdSnapshot, SCHEDULED } from "./save-etcd-snapshot.ts";

const SECRET_FILE = "/etc/pharos/snapshot-store/secret-access-key-0";
const CA_FILE = "/etc/pharos/snapshot-store/store-ca-0.pem";

let started: StartedS3Server;
let host: FakeHost;
let events: AgentEvent[] = [];
let warnings: unknown[] = [];
let waits: number[] = [];
beforeEach(async () => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  host = new FakeHost({ hostname: "m1", cluster });
  const { machine } = host;
  // The store goes by the same clock.
  started = await startS3Server({ now: () => new Date(machine.nowMs()) });
  const { secretAccessKey, ca } = started.settings;
  machine.files.seed("/etc/kubernetes/pki/etcd/healthcheck-client.crt", "certificate");
  machine.files.seed(SECRET_FILE, secretAccessKey);
  machine.files.seed(CA_FILE, ca);
  [events, warnings, waits] = [[], [], []];
});
afterEach(() => started.server.close());

const specWith = (over: Partial<NodeSpec> = {}): NodeSpec => {
  const spec = sampleNodeSpec("1.20.2");
  const { endpoint, region, bucket, pathStyle, accessKeyId } = started.settings;
  return {
    ...spec,
    maintenance: { windows: [], budget: 1, etcdSnapshots: { intervalMs: 600_000, keep: 2 } },
    kubernetes: {
      ...spec.kubernetes,
      controlPlane: {
        ...spec.kubernetes.controlPlane,
        snapshotStore: {
          endpoint,
          region,
          bucket,
          pathStyle,
          accessKeyId,
          prefix: "",
          keep: 3,
          secretKeyFile: SECRET_FILE,
          caFile: CA_FILE,
        },
      },
    },
    ...over,
  };
};

/** Lets the agent look so many times. */
const live = async (looks: number, spec = specWith(), memory = createMemory()) => {
  const { machine } = host;
  const ended = new Error("ended");
  let left = looks;
  const keeping = keepCopies({
    spec: () => spec,
    files: host.reader.files,
    memory,
    note: async (event) => void events.push(event),
    now: () => new Date(machine.nowMs()),
    pause: async (ms) => {
      left -= 1;
      if (left < 0) throw ended;
      waits.push(ms);
      machine.advance(ms);
    },
    sleep: async (ms) => machine.advance(ms),
    random: () => 0,
    log: { info: () => undefined, warn: (...words) => void warnings.push(words) },
  });
  await expect(keeping).rejects.toBe(ended);
  return memory;
};

const createMemory = () => createCopyMemory(() => new Date(host.machine.nowMs()));

const save = () => saveEtcdSnapshot(host.bind(), specWith(), SCHEDULED, 2);

const FOLDER = `${sampleNodeSpec("1.20.2").cluster.id}/`;

test("a new snapshot is copied at the next look, and the store is asked for no other reason", async () => {
  await save();
  const memory = await live(3);
  const [key = ""] = started.server.objects.keys();
  expect(key).toMatch(new RegExp(`^${FOLDER}2026-.*-m1\\.snapshot$`));
  expect(events).toEqual([{ type: "snapshot-copied", name: key.slice(FOLDER.length) }]);
  expect(memory.current()).toMatchObject({
    isWanted: true,
    problem: "",
    newest: expect.anything(),
  });
  const { length } = started.server.calls;
  await live(5, specWith(), memory);
  expect(started.server.calls).toHaveLength(length);
});

test("an agent that starts anew finds by the store what is left to do", async () => {
  await save();
  await live(1);
  await live(1);
  expect(started.server.objects.size).toBe(1);
  expect(events).toHaveLength(1);
});

test("a store that says no is told once, asked ever more seldom, and nothing is lost", async () => {
  await save();
  started.server.fault = () => DENIED;
  const memory = await live(9);
  expect(events).toEqual([
    { type: "snapshot-copy-failed", reason: expect.stringContaining("AccessDenied") },
  ]);
  expect(warnings).toHaveLength(9);
  expect(waits.map((ms) => ms / 60_000)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  expect(memory.current()).toMatchObject({ problem: expect.stringContaining("AccessDenied") });
  started.server.fault = () => undefined;
  await live(1, specWith(), memory);
  expect(memory.current().problem).toBe("");
  expect(started.server.objects.size).toBe(1);
});

test("a key that has not come yet is waited for", async () => {
  await save();
  host.machine.files.remove(SECRET_FILE);
  const memory = await live(1);
  expect(memory.current().problem).toContain("was not given the secret");
  expect(started.server.calls).toEqual([]);
});

test("nothing that is told has the key in it", async () => {
  await save();
  host.machine.files.seed(SECRET_FILE, "another planted secret");
  await live(2);
  expect(JSON.stringify([events, warnings])).toContain("SignatureDoesNotMatch");
  expect(JSON.stringify([events, warnings])).not.toContain("planted");
});

test.each([
  { what: "a worker", over: { role: "worker" } as const },
  { what: "a host that is taken apart", over: { ensure: "absent" } as const },
  { what: "a master without a schedule", over: { maintenance: { windows: [], budget: 1 } } },
])("$what copies nothing", async ({ over }) => {
  await save();
  const memory = await live(2, specWith(over));
  expect([started.server.calls, memory.current().isWanted]).toEqual([[], false]);
});
