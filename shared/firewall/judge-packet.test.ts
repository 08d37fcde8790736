import { describe, expect, test } from "vitest";
import {
  filteredHosts,
  filteredMaster,
  filteredWorker,
} from "../../test/support/filtered-hosts.ts";
import { buildFilterRules, type FilteredHost } from "./build-filter-rules.ts";
import { findLockedOut } from "./find-locked-out.ts";
import { judgePacket } from "./judge-packet.ts";
import { portTable } from "./port-table.ts";

const STRANGER = "198.51.100.7";
const MASTER = "10.0.0.1";
const WORKER = "10.0.0.11";

const ask = (host: FilteredHost, source: string, port: number, protocol: "tcp" | "udp" = "tcp") =>
  judgePacket(buildFilterRules(host), { source, protocol, port, device: "eth0" });

const rowsFor = (audience: string) =>
  portTable.filter(
    ({ from, on, network, protocol }) =>
      from === audience && on !== "ingress" && network === undefined && protocol === "tcp",
  );

describe("the port table on a master", () => {
  test.each(rowsFor("everybody"))("$first is open to everybody", ({ first }) => {
    expect(ask(filteredMaster, STRANGER, first)).toBe("accept");
  });

  test.each(rowsFor("members"))("$first is for members", ({ first }) => {
    expect([
      ask(filteredMaster, STRANGER, first),
      ask(filteredMaster, WORKER, first),
      ask(filteredMaster, MASTER, first),
    ]).toEqual(["drop", "accept", "accept"]);
  });

  test.each(rowsFor("masters"))("$first is for masters", ({ first }) => {
    expect([
      ask(filteredMaster, STRANGER, first),
      ask(filteredMaster, WORKER, first),
      ask(filteredMaster, MASTER, first),
    ]).toEqual(["drop", "drop", "accept"]);
  });

  test.each(rowsFor("loopback"))("$first is for the host itself", ({ first }) => {
    expect([
      ask(filteredMaster, STRANGER, first),
      ask(filteredMaster, MASTER, first),
      judgePacket(buildFilterRules(filteredMaster), {
        source: "127.0.0.1",
        protocol: "tcp",
        port: first,
        device: "lo",
      }),
    ]).toEqual(["drop", "drop", "accept"]);
  });
});

test("pods reach their own host, but not by another device", () => {
  const packet = { source: "10.32.1.7", protocol: "tcp", port: 10250 } as const;
  const rules = buildFilterRules(filteredWorker);
  expect(judgePacket(rules, { ...packet, device: "pharos0" })).toBe("accept");
  expect(judgePacket(rules, { ...packet, device: "eth0" })).toBe("drop");
});

test("ingress opens 80 and 443 where it runs, and nowhere else", () => {
  const ingress = filteredHosts["ingress-worker"] ?? filteredWorker;
  expect([80, 443, 18_080].map((port) => ask(ingress, STRANGER, port))).toEqual([
    "accept",
    "accept",
    "drop",
  ]);
  expect([80, 443].map((port) => ask(filteredWorker, STRANGER, port))).toEqual(["drop", "drop"]);
});

test("a NodePort is open to strangers only when open_ports says so", () => {
  const open = filteredHosts["open-ports"] ?? filteredWorker;
  expect(ask(open, STRANGER, 30_080)).toBe("accept");
  expect(ask(open, STRANGER, 30_081)).toBe("drop");
  expect(ask(filteredWorker, STRANGER, 30_080, "udp")).toBe("drop");
});

test("a trusted network reaches all but what is for loopback and masters", () => {
  const firewall = { ...filteredMaster.firewall, trustedSubnets: ["198.51.100.0/24"] };
  const trusting: FilteredHost = { ...filteredMaster, firewall };
  expect([9999, 30_080, 2379, 10_257].map((port) => ask(trusting, STRANGER, port))).toEqual([
    "accept",
    "accept",
    "drop",
    "drop",
  ]);
});

/** Mulberry32: the same hosts in every run. */
const numbersFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const randomHost = (seed: number): FilteredHost => {
  const next = numbersFrom(seed);
  const pick = <Value>(values: readonly Value[]): Value[] => values.filter(() => next(2) === 0);
  const port = (): number => 1 + next(65_535);
  const hosts = Object.values(filteredHosts);
  const host = hosts[next(hosts.length)] ?? filteredWorker;
  const first = port();
  return {
    ...host,
    role: next(2) === 0 ? "master" : "worker",
    firewall: {
      enabled: true,
      // Ports of the cluster's own and of any other kind.
      sshPorts: [port(), ...pick([22, 2379, 6443, 7445, 10_257, 30_022])],
      members: pick(host.firewall.members),
      peers: pick(["192.0.2.9", "2001:db8::9"]),
      trustedSubnets: pick(["0.0.0.0/0", "10.0.0.0/8", "::/0", "fd00::/8"]),
      openPorts: pick([
        { protocol: "tcp", first: 1, last: 65_535 },
        { protocol: "udp", first: 53, last: 53 },
      ] as const),
      nodePorts: { first, last: Math.min(65_535, first + next(40_000)) },
      ingress: next(2) === 0,
    },
  };
};

const sources = [STRANGER, MASTER, "10.32.1.7", "192.0.2.9", "2001:db8::77", "fd00::5"];

test("no firewall that can be asked for ever closes SSH or the agent to anybody", () => {
  const closed = Array.from({ length: 2_000 }, (_, seed) => seed).flatMap((seed) => {
    const host = randomHost(seed);
    const rules = buildFilterRules(host);
    const listeners = host.firewall.sshPorts.map(
      (port) => ({ protocol: "tcp", address: "0.0.0.0", port, program: "sshd" }) as const,
    );
    const lost = [7443, ...host.firewall.sshPorts].flatMap((port) =>
      sources.filter(
        (source) =>
          judgePacket(rules, { source, protocol: "tcp", port, device: "eth0" }) === "drop",
      ),
    );
    return [...findLockedOut(rules, listeners), ...lost];
  });
  expect(closed).toEqual([]);
});

test("rules that would close a port of sshd are told, loopback ones are not", () => {
  const listeners = [
    { protocol: "tcp", address: "::", port: 2200, program: "sshd" },
    { protocol: "tcp", address: "127.0.0.1", port: 6010, program: "sshd" },
    { protocol: "tcp", address: "0.0.0.0", port: 22, program: "sshd" },
  ] as const;
  expect(findLockedOut(buildFilterRules(filteredWorker), listeners)).toEqual([
    { program: "sshd", port: 2200 },
  ]);
});
