import { describe, expect, test } from "vitest";
import type { HostFacts } from "../../shared/spec/facts.ts";
import { NO_CONTROL_PLANE } from "../control-plane/build-control-plane.ts";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import { minimalFacts } from "../../test/support/host-facts.ts";
import { buildFirewallSpec } from "./build-firewall-spec.ts";

const HOSTS = `hosts:
- {address: host.test, role: master}
- {address: 10.0.0.2, ssh_port: 2022, role: worker, labels: {edge: "yes"}}
`;

const build = async (yml: string, name: "m1" | "w1" = "w1", facts: Partial<HostFacts> = {}) => {
  const { config, contents } = await loadConfigText(`${HOSTS}${yml}`);
  const members = [
    {
      name: "m1",
      address: "host.test",
      privateAddress: "10.0.0.1",
      role: "master",
      state: "member",
    },
    {
      name: "w1",
      address: "10.0.0.2",
      privateAddress: "10.0.0.2",
      role: "worker",
      state: "member",
    },
    {
      name: "w9",
      address: "10.0.0.9",
      privateAddress: "10.0.0.9",
      role: "worker",
      state: "removed",
    },
  ] as const;
  const hosts = config.hosts.flatMap((host, at) => {
    const member = members[at];
    return member === undefined
      ? []
      : [{ config: host, member, facts: { ...minimalFacts(), ...facts } }];
  });
  const host = hosts.find(({ member }) => member.name === name);
  if (host === undefined) throw new RangeError("no such host");
  return buildFirewallSpec({
    config,
    contents,
    controlPlane: NO_CONTROL_PLANE,
    stacks: [],
    membership: {
      cluster: { id: "x", name: "x" },
      number: 1,
      members,
      signers: [],
      revokedSerials: [],
    },
    hosts,
    host,
    agent: { version: "", bundleSha256: "", nodeVersion: "", runtimeSha256: "", unitSha256: "" },
    generation: 1,
    publicRepositories: {},
  });
};

const listener = (port: number, address = "0.0.0.0", program = "sshd") =>
  ({ protocol: "tcp", address, port, program }) as const;

describe("the firewall of a host", () => {
  test("is on without a word of it, and knows members that are there, by addresses alone", async () => {
    const { enabled, members } = await build("");
    expect(enabled).toBe(true);
    expect(members).toEqual([
      { name: "m1", role: "master", addresses: ["10.0.0.1"] },
      { name: "w1", role: "worker", addresses: ["10.0.0.2"] },
    ]);
  });

  test("opens the configured SSH port and those that sshd listens on for others", async () => {
    const listeners = [
      listener(22),
      listener(2200, "::"),
      listener(6010, "127.0.0.1"),
      listener(8080, "0.0.0.0", "nginx"),
    ];
    expect((await build("", "w1", { listeners })).sshPorts).toEqual([22, 2022, 2200]);
  });

  test("opens ports by role, under the older name of the key too", async () => {
    const yml = (key: string) =>
      `network: {${key}: {enabled: true, open_ports: [{port: 80, roles: [worker]}, {port: 53-54, protocol: udp}]}}\n`;
    const expected = [
      { protocol: "tcp", first: 80, last: 80 },
      { protocol: "udp", first: 53, last: 54 },
    ];
    expect((await build(yml("firewall"))).openPorts).toEqual(expected);
    expect((await build(yml("firewalld"))).openPorts).toEqual(expected);
    expect((await build(yml("firewall"), "m1")).openPorts).toEqual(expected.slice(1));
  });

  test("writes trusted networks in one form", async () => {
    const yml = "network: {firewall: {trusted_subnets: [192.0.2.0/24, 10.0.0.0/8]}}\n";
    expect((await build(yml)).trustedSubnets).toEqual(["10.0.0.0/8", "192.0.2.0/24"]);
  });

  test("takes the range of NodePorts from the API server", async () => {
    const yml =
      "control_plane: {api_server: {extra_args: {service-node-port-range: 20000-21000}}}\n";
    expect((await build(yml)).nodePorts).toEqual({ first: 20_000, last: 21_000 });
    expect((await build("")).nodePorts).toEqual({ first: 30_000, last: 32_767 });
  });

  test("lets the ingress addon's clients in where it runs", async () => {
    const yml = (more: string) => `addons: {ingress-nginx: {enabled: true${more}}}\n`;
    expect((await build(yml(""))).ingress).toBe(true);
    expect((await build(yml(""), "m1")).ingress).toBe(false);
    expect((await build(yml(", node_selector: {edge: no}"))).ingress).toBe(false);
    expect((await build(yml(', node_selector: {edge: "yes"}'))).ingress).toBe(true);
    expect((await build(yml(", kind: Deployment"))).ingress).toBe(false);
  });

  test("is off when it is said", async () => {
    expect((await build("network: {firewall: {enabled: false}}\n")).enabled).toBe(false);
  });
});
