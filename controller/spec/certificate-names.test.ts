import { expect, test } from "vitest";
import type { Member } from "../../shared/spec/membership.ts";
import { certificateNames } from "./certificate-names.ts";

const master = (at: number, over: Partial<Member> = {}): Member => ({
  name: `m${at}`,
  address: `203.0.113.${at}`,
  privateAddress: `10.0.0.${at}`,
  role: "master",
  state: "member",
  ...over,
});

const members = [
  master(1),
  master(2),
  master(3, { state: "removed" }),
  master(4, { name: "w4", role: "worker" }),
];
const api = { endpoint: "api.example.com", certificate_names: ["k8s.example.com"] };
const host = { member: { name: "m1" } };

test("all masters are asked for under any of their addresses, and by what cluster.yml names", () => {
  const names = certificateNames({
    config: { api, adopted: undefined },
    membership: { members },
    host,
  });
  expect(names).toEqual([
    "10.0.0.1",
    "10.0.0.2",
    "127.0.0.1",
    "203.0.113.1",
    "203.0.113.2",
    "api.example.com",
    "k8s.example.com",
    "localhost",
  ]);
});

test("a master of an adopted cluster gets no certificate anew for the others", () => {
  const adopted = { ca_certificate_hash: "sha256:ab", endpoint: "lb.example.com:6443" };
  const names = certificateNames({ config: { api, adopted }, membership: { members }, host });
  expect(names).toEqual(["10.0.0.1", "203.0.113.1", "api.example.com", "k8s.example.com"]);
});
