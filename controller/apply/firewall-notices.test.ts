import { expect, test } from "vitest";
import { minimalFacts } from "../../test/support/host-facts.ts";
import { filteredWorker } from "../../test/support/filtered-hosts.ts";
import { firewallNotices } from "./firewall-notices.ts";

const facts = {
  ...minimalFacts(),
  listeners: [
    { protocol: "tcp", address: "0.0.0.0", port: 22, program: "sshd" },
    { protocol: "tcp", address: "::", port: 9100, program: "node_exporter" },
    { protocol: "tcp", address: "0.0.0.0", port: 9100, program: "node_exporter" },
    { protocol: "udp", address: "0.0.0.0", port: 68, program: "dhclient" },
    { protocol: "tcp", address: "::", port: 10250, program: "kubelet" },
    { protocol: "tcp", address: "127.0.0.1", port: 5432, program: "postgres" },
  ],
} as const;
const host = { name: "w1", facts, spec: filteredWorker, plan: { tasks: [{ kind: "firewall" }] } };

test("what listens for others and will be closed is told once", () => {
  expect(firewallNotices([host])).toEqual([
    "notice: w1: the firewall will close tcp 9100 (node_exporter) for whoever is no member; `network.firewall.open_ports` keeps a port open",
  ]);
});

test("nothing is told where the firewall stays as it is, or is off", () => {
  const off = { ...filteredWorker, firewall: { ...filteredWorker.firewall, enabled: false } };
  expect(
    firewallNotices([
      { ...host, plan: { tasks: [] } },
      { ...host, spec: off },
    ]),
  ).toEqual([]);
});
