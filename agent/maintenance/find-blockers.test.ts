import { expect, test } from "vitest";
import type { EtcdAnswer, EtcdServer } from "../host/etcd.ts";
import type { KubernetesAnswer } from "../host/kubernetes.ts";
import { rebootSpec } from "./sample-maintenance.fake.ts";
import { type BlockerPorts, findBlockers } from "./find-blockers.ts";
import { parseAlerts } from "./parse-alerts.ts";

const NOT_FOUND: KubernetesAnswer = { kind: "not-found" };
const SERVES: EtcdAnswer<EtcdServer> = {
  kind: "ok",
  value: {
    clusterId: "c",
    memberId: "1",
    leaderId: "1",
    version: "3.4",
    databaseBytes: 1,
    usedBytes: 1,
    revision: 1,
    alarms: [],
  },
};
const SILENT: EtcdAnswer<EtcdServer> = { kind: "unreachable", reason: "ECONNREFUSED" };

const etcdOf = (
  names: readonly string[],
  answers: readonly EtcdAnswer<EtcdServer>[],
): BlockerPorts["etcd"] => ({
  members: async () => ({
    kind: "ok",
    value: names.map((name, index) => ({
      id: name,
      name,
      peerUrls: [`https://10.0.0.${index}:2380`],
      isLearner: false,
    })),
  }),
  status: async (address) => answers[Number(address.split(".")[3])] ?? SILENT,
});

const ports = (over: Partial<BlockerPorts> = {}): BlockerPorts => ({
  api: async () => NOT_FOUND,
  host: { name: "m1", isMaster: true },
  address: "10.0.0.0",
  etcd: etcdOf(["m1"], [SERVES]),
  readAlerts: async () => [],
  ...over,
});

test.each([
  ["one member goes down announced", ["m1"], [SERVES], []],
  ["of two one goes down announced", ["m1", "m2"], [SERVES, SILENT], []],
  ["of three the others keep the quorum", ["m1", "m2", "m3"], [SERVES, SERVES, SERVES], []],
  [
    "of three with one that is ill none goes down",
    ["m1", "m2", "m3"],
    [SERVES, SERVES, SILENT],
    [{ gate: "etcd", text: "1 of the 2 other members of etcd serve, 2 are needed" }],
  ],
])("%s", async (_what, names, answers, blockers) => {
  expect(await findBlockers(ports({ etcd: etcdOf(names, answers) }), rebootSpec())).toEqual(
    blockers,
  );
});

test("a lock of a kured that runs in the cluster is honoured", async () => {
  const lock = '{"nodeID":"w9"}';
  const object = { metadata: { annotations: { "weave.works/kured-node-lock": lock } } };
  const found = await findBlockers(ports({ api: async () => ({ kind: "ok", object }) }), undefined);
  expect(found).toMatchObject([{ gate: "kured" }]);
});

test("a Prometheus that does not answer puts reboots off", async () => {
  const alerts = { url: "http://prometheus", matchOnly: false, firingOnly: false };
  const readAlerts = () => Promise.reject(new Error("ECONNREFUSED"));
  const found = await findBlockers(ports({ readAlerts }), rebootSpec({ alerts }));
  expect(found).toMatchObject([{ gate: "alerts", text: expect.stringContaining("ECONNREFUSED") }]);
});

const answer = {
  status: "success",
  data: {
    result: [
      { metric: { alertname: "DiskFull", alertstate: "firing" } },
      { metric: { alertname: "RebootRequired", alertstate: "firing" } },
      { metric: { alertname: "Slow", alertstate: "pending" } },
    ],
  },
};

test.each([
  ["all count", {}, ["DiskFull", "RebootRequired", "Slow"]],
  ["pending ones do not", { firingOnly: true }, ["DiskFull", "RebootRequired"]],
  ["those that match do not", { pattern: "^Reboot" }, ["DiskFull", "Slow"]],
  ["only those that match do", { pattern: "^Reboot", matchOnly: true }, ["RebootRequired"]],
])("of alerts %s", (_what, over, names) => {
  const spec = { url: "http://prometheus", matchOnly: false, firingOnly: false, ...over };
  expect(parseAlerts(answer, spec).map(({ name }) => name)).toEqual(names);
});
