import { describe, expect, test } from "vitest";
import {
  sampleJoiningMaster,
  sampleNodeSpec,
  sampleWorker,
} from "../../agent/kubeadm/sample-node-spec.fake.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import {
  renderEtcdConfiguration,
  renderInitConfiguration,
} from "../../agent/kubeadm/render-init-configuration.ts";
import { renderJoinConfiguration } from "../../agent/kubeadm/render-join-configuration.ts";

const material = {
  token: "abcdef.0123456789abcdef",
  caCertificateHash: `sha256:${"ab".repeat(32)}`,
};
const certificateKey = "cd".repeat(32);

describe.each(["1.20.2", "1.28.0", "1.31.0", "1.36.2"])("kubeadm's files for %s", (version) => {
  test("the first master's init is as recorded", async () => {
    await expect(renderInitConfiguration(sampleNodeSpec(version))).toMatchFileSnapshot(
      `kubeadm/v${version}-first-master.yaml`,
    );
  });

  test("another master's join is as recorded", async () => {
    const text = renderJoinConfiguration(sampleJoiningMaster(version), {
      ...material,
      certificateKey,
    });
    await expect(text).toMatchFileSnapshot(`kubeadm/v${version}-joining-master.yaml`);
  });

  test("the manifest of an announced etcd member is asked for as recorded", async () => {
    const initialCluster = "m1=https://10.0.0.1:2380,m2=https://10.0.0.2:2380";
    const text = renderEtcdConfiguration(sampleJoiningMaster(version), initialCluster);
    await expect(text).toMatchFileSnapshot(`kubeadm/v${version}-etcd-member.yaml`);
  });

  test("a worker's join is as recorded", async () => {
    await expect(renderJoinConfiguration(sampleWorker(version), material)).toMatchFileSnapshot(
      `kubeadm/v${version}-worker.yaml`,
    );
  });
});

test("a kubelet that drives Docker itself is asked for as recorded", async () => {
  const spec = sampleWorker("1.20.2");
  const text = renderJoinConfiguration(
    { ...spec, runtime: { ...spec.runtime, kind: "docker" } },
    material,
  );
  await expect(text).toMatchFileSnapshot("kubeadm/v1.20.2-docker-worker.yaml");
});

test.each(["1.28.0", "1.36.2"])("a kubelet of %s reaches Docker through cri-dockerd", (version) => {
  const spec = sampleWorker(version);
  const criDockerd = { version: "0.3.24", url: "https://m.test/c.tgz", sha256: "ab".repeat(32) };
  const docker: NodeSpec = { ...spec, runtime: { ...spec.runtime, kind: "docker", criDockerd } };
  const text = renderJoinConfiguration(docker, material);
  expect(text).toContain("criSocket: unix:///run/cri-dockerd.sock");
  expect(text).not.toContain("container-runtime");
});

test("everything that can be passed through is in the file", async () => {
  const spec = sampleNodeSpec("1.20.2");
  const text = renderInitConfiguration({
    ...spec,
    kubernetes: {
      ...spec.kubernetes,
      dns: { provider: "none", replicas: 0 },
      registerTaints: [],
      kubelet: {
        config: { failSwapOn: false, evictionHard: { "memory.available": "100Mi" } },
        extraArgs: { v: "2" },
        resolvConf: "/run/systemd/resolve/resolv.conf",
        files: [],
      },
      kubeProxy: { mode: "ipvs", conntrack: { maxPerCore: 0, min: 0 } },
      controlPlane: {
        apiServerExtraArgs: { profiling: "false" },
        controllerManagerExtraArgs: { profiling: "false" },
        schedulerExtraArgs: { profiling: "false" },
        featureGates: { TTLAfterFinished: true, EphemeralContainers: false },
        files: [],
        apiServerFolders: [],
        controllerManagerFolders: [],
      },
    },
  });
  await expect(text).toMatchFileSnapshot("kubeadm/v1.20.2-passed-through.yaml");
});

test.each(["1.20.2", "1.28.0", "1.36.2"])(
  "a kubelet of %s with cri-o is asked for as recorded",
  async (version) => {
    const spec = sampleWorker(version);
    const crio: NodeSpec = { ...spec, runtime: { ...spec.runtime, kind: "cri-o" } };
    await expect(renderJoinConfiguration(crio, material)).toMatchFileSnapshot(
      `kubeadm/v${version}-crio-worker.yaml`,
    );
  },
);
