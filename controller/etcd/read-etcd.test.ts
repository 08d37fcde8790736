import { expect, test } from "vitest";
import type { EtcdServer } from "../../shared/rpc/gen/etcd.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import { connectInMemory } from "../../test/support/in-memory-connection.ts";
import { chooseSource, type EtcdSight, tellTrouble } from "./read-etcd.ts";

const connection: AgentConnection = connectInMemory([], {
  kind: "operator",
  name: "ada",
  role: "admin",
  serial: "1",
});

const server = (name: string, more: Partial<EtcdServer> = {}): EtcdServer => ({
  name,
  id: name,
  peerUrls: [],
  learner: false,
  healthy: true,
  reason: "",
  leader: false,
  databaseBytes: 1,
  usedBytes: 1,
  version: "3.4.23",
  alarms: [],
  revision: 10,
  ...more,
});

const sight = (servers: readonly EtcdServer[], masters = ["m1", "m2", "m3"]): EtcdSight => ({
  servers,
  masters: masters.map((name) => ({
    connection,
    member: { name, address: name, privateAddress: name, role: "master", state: "member" },
  })),
});

test.each([
  { what: "the newest", servers: [server("m1"), server("m2", { revision: 11 })], chosen: "m2" },
  { what: "no leader", servers: [server("m1", { leader: true }), server("m2")], chosen: "m2" },
  { what: "a leader alone", servers: [server("m1", { leader: true })], chosen: "m1" },
  {
    what: "no learner, none that is ill, none that is corrupt",
    servers: [
      server("m1", { learner: true }),
      server("m2", { healthy: false, reason: "away" }),
      server("m3", { alarms: ["CORRUPT"] }),
    ],
    chosen: undefined,
  },
])("a snapshot is taken from $what", ({ servers, chosen }) => {
  expect(chooseSource(sight(servers))?.server.name).toBe(chosen);
});

test("one whose agent does not answer cannot give one", () => {
  expect(chooseSource(sight([server("m1"), server("m2")], ["m2"]))?.server.name).toBe("m2");
});

test("who is not well is told with the reason", () => {
  const servers = [
    server("m1"),
    server("m2", { alarms: ["NOSPACE"] }),
    server("", { healthy: false, reason: "it was announced and has never started" }),
  ];
  expect(tellTrouble(servers)).toBe(
    "m2: alarm NOSPACE; one that never started: it was announced and has never started",
  );
});
