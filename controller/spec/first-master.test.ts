import { expect, test } from "vitest";
import type { HostRole } from "../../shared/spec/node-spec.ts";
import { firstMaster } from "./first-master.ts";

const host = (name: string, role: HostRole, controlPlane = false, etcdMember = false) => ({
  name,
  member: { role },
  facts: { kubernetes: { joined: controlPlane, controlPlane, etcdMember, docker: false } },
});
const running = (name: string) => host(name, "master", true, true);
const cut = (name: string) => host(name, "master", true);
const bare = (name: string) => host(name, "master");

test.each([
  { what: "bare hosts", hosts: [host("w1", "worker"), bare("m1"), bare("m2")], first: "m1" },
  { what: "a cluster with a new master on top", hosts: [bare("m0"), running("m1")], first: "m1" },
  { what: "masters that run", hosts: [running("m1"), running("m2")], first: "m1" },
  { what: "a master whose join was cut on top", hosts: [cut("m0"), running("m1")], first: "m1" },
  { what: "an etcd elsewhere", hosts: [bare("m0"), cut("m1")], first: "m1" },
])("of $what it is $first", ({ hosts, first }) => {
  expect(firstMaster(hosts)?.name).toBe(first);
});

test("without masters there is none", () => {
  expect(firstMaster([host("w1", "worker")])).toBeUndefined();
});
