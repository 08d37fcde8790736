import { expect, test } from "vitest";
import { agentDnsName, isHostName, parseAgentDnsName } from "./agent-name.ts";

const clusterId = "3f0c2c1e-8a1a-4a52-9d53-0a4a5f3c9c11";

test.each(["master-1", "node.example.com", "a"])("the host %s survives its name", (host) => {
  expect(parseAgentDnsName(agentDnsName(host, clusterId), clusterId)).toBe(host);
});

test("a name of another cluster gives no host", () => {
  expect(parseAgentDnsName(agentDnsName("master-1", "other"), clusterId)).toBeUndefined();
  expect(parseAgentDnsName("master-1", clusterId)).toBeUndefined();
  expect(parseAgentDnsName(`.${clusterId}.pharos.internal`, clusterId)).toBeUndefined();
});

test("a host name has room for the rest of its DNS name", () => {
  const longest = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(8)}`;
  expect(isHostName(longest)).toBe(true);
  expect(agentDnsName(longest, clusterId).length).toBeLessThanOrEqual(253);
  expect(isHostName(`${longest}d`)).toBe(false);
});
