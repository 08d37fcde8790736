import { describe, expect, test } from "vitest";
import { FakeHost } from "../host/fake/fake-host.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { readServicesProblem } from "./services-problem.ts";

const spec = sampleNodeSpec("1.20.2");

const joined = (kubeProxy?: string): FakeHost => {
  const host = new FakeHost();
  host.machine.files.seed("/etc/kubernetes/kubelet.conf", "");
  if (kubeProxy !== undefined) host.machine.loopback.set("10256/healthz", kubeProxy);
  return host;
};

describe("what is wrong with services on a host", () => {
  test("is nothing when kube-proxy is content", async () => {
    expect(await readServicesProblem(joined("{}").reader, spec)).toBe("");
  });

  test("is a kube-proxy that does not answer, or not yet", async () => {
    expect(await readServicesProblem(joined().reader, spec)).toBe(
      "kube-proxy is not ready: ECONNREFUSED",
    );
  });

  test("is not asked for before the host has joined, or where another may do kube-proxy's work", async () => {
    expect(await readServicesProblem(new FakeHost().reader, spec)).toBe("");
    expect(await readServicesProblem(joined().reader, undefined)).toBe("");
    expect(await readServicesProblem(joined().reader, { ...spec, ensure: "absent" })).toBe("");
    const custom = { ...spec, network: { ...spec.network, provider: "custom" } } as const;
    expect(await readServicesProblem(joined().reader, custom)).toBe("");
  });
});
