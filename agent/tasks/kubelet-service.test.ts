import { expect, test } from "vitest";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { kubeadmInit } from "./kubeadm-init.ts";
import { kubeletService } from "./kubelet-service.ts";

const spec = sampleNodeSpec("1.20.2");

const look = async (host: FakeHost) =>
  kubeletService.diff(await kubeletService.check(host.reader, spec), spec);

const initialized = async (): Promise<FakeHost> => {
  const host = preparedHost("m1");
  await kubeadmInit.apply(host.bind(), spec, []);
  return host;
};

test("a kubelet that kubeadm has not configured is left alone", async () => {
  expect(await look(preparedHost("m1"))).toEqual([]);
});

test("kubeadm brings it up, as the plan foretold", async () => {
  const seen = await kubeletService.check(preparedHost("m1").reader, spec);
  const foretold = kubeletService.predict?.(seen, spec, ["cluster:initialized"]) ?? seen;
  expect(kubeletService.diff(foretold, spec)).toEqual([]);
  expect(await look(await initialized())).toEqual([]);
});

test("one that was stopped and disabled is started and enabled", async () => {
  const host = await initialized();
  await host.bind().units.stop("kubelet.service");
  await host.bind().units.disable("kubelet.service");
  const changes = await look(host);
  expect(changes).toEqual([
    { field: "enabled", before: "disabled", after: "enabled" },
    { field: "active", before: "inactive", after: "active" },
  ]);
  await kubeletService.apply(host.bind(), spec, changes);
  expect(await look(host)).toEqual([]);
});
