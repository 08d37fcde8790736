import { describe, expect, test } from "vitest";
import { foreignNode } from "../../shared/errors/kubernetes-errors.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { etcdManifestPath, kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { began, completed, preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { sampleJoiningMaster } from "../kubeadm/sample-node-spec.fake.ts";
import { etcdMember } from "./etcd-member.ts";
import { kubeadmJoin } from "./kubeadm-join.ts";

const spec = {
  ...sampleJoiningMaster("1.20.2"),
  apiProxy: {
    backends: [
      { name: "m2", address: "10.0.0.2" },
      { name: "m1", address: "10.0.0.1" },
    ],
  },
};
const ANNOUNCED = { field: "etcd member", before: "announced, never started", after: "started" };

/** m2 as a power cut left it: certificates and kubelet are there, etcd's manifest is not. */
const cutAtAnnouncement = (): FakeHost => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  const peerUrls = ["https://10.0.0.1:2380"];
  cluster.etcdMembers.set("a", { id: "a", name: "m1", peerUrls, isLearner: false });
  const mine = { id: "b", name: "", peerUrls: ["https://10.0.0.2:2380"], isLearner: false };
  cluster.etcdMembers.set("b", mine);
  const host = preparedHost("m2", cluster);
  for (const path of [kubeadmPaths.etcdClientCertificate, kubeadmPaths.caCertificate])
    host.machine.files.seed(path, "certificate");
  host.machine.programs.set("kubeadm", (machine) => {
    machine.files.seed(etcdManifestPath, "kind: Pod");
    machine.cluster.etcdMembers.set("b", { ...mine, name: "m2" });
    return { exitCode: 0, stdout: "", stderr: "" };
  });
  return host;
};

const look = async (host: FakeHost) =>
  etcdMember.diff(await etcdMember.check(host.reader, spec), spec);

describe("a member that was announced and never started", () => {
  test("is to be started, which lets the join end with its last step", async () => {
    const host = cutAtAnnouncement();
    expect(await look(host)).toEqual([ANNOUNCED]);
    const state = await kubeadmJoin.check(host.reader, spec);
    expect(kubeadmJoin.predict?.(state, spec, ["etcd:member"])).toEqual({ kind: "unmarked" });
  });

  test("gets its manifest from kubeadm, and a kubelet that runs it", async () => {
    const host = cutAtAnnouncement();
    await etcdMember.apply(host.bind({ provenance: began }), spec, [ANNOUNCED]);
    expect(host.machine.runs.map((argv) => argv.slice(0, 5))).toEqual([
      ["kubeadm", "init", "phase", "etcd", "local"],
    ]);
    expect(host.machine.units.get("kubelet.service")?.active).toBe("active");
    expect(await host.reader.files.list(kubeadmPaths.runDirectory)).toEqual([]);
  });

  test("is told among whom it is, itself by the name that it will have", async () => {
    const host = cutAtAnnouncement();
    const seen: (string | undefined)[] = [];
    host.machine.programs.set("kubeadm", (machine) => {
      seen.push(machine.files.follow(`${kubeadmPaths.runDirectory}/etcd.yaml`)?.text);
      return { exitCode: 0, stdout: "", stderr: "" };
    });
    await etcdMember.apply(host.bind({ provenance: began }), spec, [ANNOUNCED]);
    expect(seen.join("")).toContain(
      "initial-cluster: m1=https://10.0.0.1:2380,m2=https://10.0.0.2:2380\n",
    );
  });

  test("keeps a manifest that is there already", async () => {
    const host = cutAtAnnouncement();
    host.machine.files.seed(etcdManifestPath, "kind: Pod # kubeadm's own");
    await etcdMember.apply(host.bind({ provenance: began }), spec, [ANNOUNCED]);
    expect(host.machine.runs).toEqual([]);
    expect(host.machine.units.get("kubelet.service")?.active).toBe("active");
  });

  test.each([
    { whose: "nobody's we know", provenance: undefined },
    { whose: "one that was complete once", provenance: completed },
  ])("is left alone if it is $whose", async ({ provenance }) => {
    const host = cutAtAnnouncement();
    const before = host.snapshot();
    const bound = host.bind(provenance === undefined ? {} : { provenance });
    await expect(etcdMember.apply(bound, spec, [ANNOUNCED])).rejects.toSatisfy(foreignNode.is);
    expect(host.snapshot()).toEqual(before);
  });
});

describe("there is nothing to start", () => {
  test("on a host without certificates of etcd", async () => {
    expect(await look(preparedHost("m2"))).toEqual([]);
  });

  test("where no other master knows of a member here", async () => {
    const host = cutAtAnnouncement();
    host.machine.cluster.etcdMembers.delete("b");
    expect(await look(host)).toEqual([]);
  });

  test("where the member runs", async () => {
    const host = cutAtAnnouncement();
    await etcdMember.apply(host.bind({ provenance: began }), spec, [ANNOUNCED]);
    host.machine.files.seed("/etc/kubernetes/kubelet.conf", "clusters: []");
    expect(await look(host)).toEqual([]);
  });
});

test("a member that has just been started is waited for until an API server answers", async () => {
  const host = cutAtAnnouncement();
  await etcdMember.apply(host.bind({ provenance: began }), spec, [ANNOUNCED]);
  expect(await look(host)).toMatchObject([{ field: "API server", after: "answers" }]);
  host.machine.advance(11 * 60_000);
  expect(await look(host)).toEqual([]);
});
