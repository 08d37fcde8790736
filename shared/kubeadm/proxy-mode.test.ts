import { expect, test } from "vitest";
import { isProxyModeExchangeable } from "./proxy-mode.ts";

test.each([
  ["iptables", "nftables", "1.31.0", true],
  ["nftables", "iptables", "1.36.2", true],
  ["iptables", "nftables", "1.30.4", false],
  ["iptables", "ipvs", "1.36.2", false],
  ["ipvs", "nftables", "1.36.2", false],
  ["ipvs", "ipvs", "1.20.2", true],
])("from %s to %s on %s: %s", (from, to, version, isGood) => {
  expect(isProxyModeExchangeable(from, to, version)).toBe(isGood);
});
