import { expect, test } from "vitest";
import { parseAddresses, parseListeners, parseRoutes } from "./parse-network.ts";

test("routes have CIDR destinations, and ours have our name", () => {
  const json = JSON.stringify([
    { dst: "default", gateway: "10.0.0.1", dev: "eth0", protocol: "dhcp", metric: 100, flags: [] },
    { dst: "10.1.2.3", dev: "eth0", protocol: "static", flags: [] },
    { dst: "10.32.1.0/24", gateway: "10.0.0.7", dev: "eth0", protocol: "117", flags: [] },
    { type: "blackhole", dst: "10.9.0.0/16", flags: [] },
  ]);
  expect(parseRoutes(json, 4)).toEqual([
    { destination: "0.0.0.0/0", gateway: "10.0.0.1", device: "eth0", protocol: "dhcp" },
    { destination: "10.1.2.3/32", device: "eth0", protocol: "static" },
    { destination: "10.32.1.0/24", gateway: "10.0.0.7", device: "eth0", protocol: "pharos" },
  ]);
});

test("a route over several ways is one entry for each, IPv6 has its own default", () => {
  const json = JSON.stringify([
    {
      dst: "default",
      nexthops: [
        { gateway: "fe80::1", dev: "a" },
        { gateway: "fe80::2", dev: "b" },
      ],
    },
    { type: "multicast", dst: "ff00::/8", dev: "a" },
  ]);
  expect(parseRoutes(json, 6)).toEqual([
    { destination: "::/0", gateway: "fe80::1", device: "a", protocol: "boot" },
    { destination: "::/0", gateway: "fe80::2", device: "b", protocol: "boot" },
  ]);
});

test("an empty answer is no routes", () => {
  expect(parseRoutes("", 4)).toEqual([]);
  expect(parseAddresses("[{}]")).toEqual([]);
});

test("listeners of all forms of address are read, with their program if it is told", () => {
  const text = [
    'tcp   LISTEN 0      128          0.0.0.0:22        0.0.0.0:*    users:(("sshd",pid=1,fd=3),("sshd",pid=2,fd=3))',
    "tcp   LISTEN 0      4096               *:6443            *:*",
    "tcp   LISTEN 0      4096   [::ffff:127.0.0.1]:10248       *:*",
    "udp   UNCONN 0      0      127.0.0.53%lo:53        0.0.0.0:*",
    "u_str LISTEN 0      4096   /run/x 123 * 0",
    "",
  ].join("\n");
  expect(parseListeners(text)).toEqual([
    { protocol: "tcp", address: "0.0.0.0", port: 22, program: "sshd" },
    { protocol: "tcp", address: "::", port: 6443 },
    { protocol: "tcp", address: "::ffff:127.0.0.1", port: 10248 },
    { protocol: "udp", address: "127.0.0.53", port: 53 },
  ]);
});
