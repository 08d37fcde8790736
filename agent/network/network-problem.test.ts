import { describe, expect, test } from "vitest";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { readNetworkProblem } from "./network-problem.ts";

const status = (connections: string, ipam: string): string =>
  [
    "        Version: 2.8.1 (version check update disabled)",
    "",
    "        Service: router",
    "       Protocol: weave 1..2",
    `    Connections: ${connections}`,
    "          Peers: 3 (with 6 established connections)",
    " TrustedSubnets: none",
    "",
    "        Service: ipam",
    `         Status: ${ipam}`,
    "          Range: 10.32.0.0/12",
    "",
  ].join("\n");

const members = ["m1", "w1", "w2"].map(
  (name) =>
    ({ name, address: name, privateAddress: name, role: "worker", state: "member" }) as const,
);

const spec = {
  ...sampleNodeSpec("1.20.2"),
  network: { provider: "weave", clusterCidr: "10.32.0.0/12" },
} as const;

const problemOf = async (text: string | undefined): Promise<string> => {
  const host = new FakeHost();
  if (text !== undefined) host.machine.loopback.set("6782/status", text);
  return await readNetworkProblem({ network: host.reader.network, spec, members });
};

describe("what is wrong with the pod network", () => {
  test("is nothing when Weave reaches all other hosts, though never itself", async () => {
    expect(await problemOf(status("3 (2 established, 1 failed)", "ready"))).toBe("");
  });

  test("is a host that Weave does not reach", async () => {
    expect(await problemOf(status("3 (1 established, 2 failed)", "ready"))).toBe(
      "Weave reaches 1 of 2 other hosts",
    );
  });

  test("is a router without addresses", async () => {
    expect(await problemOf(status("2 (2 established)", "waiting for IP grant from peers"))).toBe(
      "Weave has no pod addresses to give: waiting for IP grant from peers",
    );
  });

  test("is a router that does not answer", async () => {
    expect(await problemOf(undefined)).toBe("Weave does not tell its status: ECONNREFUSED");
  });

  test("is not asked for with another provider, or when the host is bare", async () => {
    const { network } = new FakeHost().reader;
    const bridged = sampleNodeSpec("1.20.2");
    expect(await readNetworkProblem({ network, spec: bridged, members })).toBe("");
    expect(
      await readNetworkProblem({ network, spec: { ...spec, ensure: "absent" }, members }),
    ).toBe("");
    expect(await readNetworkProblem({ network, spec: undefined, members })).toBe("");
  });
});
