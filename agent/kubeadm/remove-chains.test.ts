import { expect, test } from "vitest";
import { FakeHost } from "../host/fake/fake-host.ts";
import { removeChains } from "./remove-chains.ts";
import { sampleNodeSpec } from "./sample-node-spec.fake.ts";

const specOf = (mode: string) => {
  const { kubernetes } = sampleNodeSpec("1.36.2");
  return { kubernetes: { ...kubernetes, kubeProxy: { mode, conntrack: {} } } };
};

const withTables = (text: string): FakeHost => {
  const host = new FakeHost();
  host.machine.packages.set("nftables", { version: "1.0.6-2", held: false, configured: true });
  host.machine.programs.set("nft", (_, argv) => ({
    exitCode: 0,
    stdout: argv[1] === "list" ? text : "",
    stderr: "",
  }));
  return host;
};

test("kube-proxy's tables go in the mode that has them, and no others", async () => {
  const host = withTables("table ip kube-proxy\ntable ip6 kube-proxy\ntable inet pharos\n");
  await removeChains(host.bind(), specOf("nftables"));
  expect(host.machine.runs.filter(([program]) => program === "nft")).toEqual([
    ["nft", "list", "tables"],
    ["nft", "delete", "table", "ip", "kube-proxy"],
    ["nft", "delete", "table", "ip6", "kube-proxy"],
  ]);
});

test("where there are none, or in another mode, nothing is removed", async () => {
  const host = withTables("table inet pharos\n");
  await removeChains(host.bind(), specOf("nftables"));
  await removeChains(host.bind(), specOf("iptables"));
  expect(host.machine.runs).toEqual([["nft", "list", "tables"]]);
});
