import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { EtcdMember } from "../host/etcd.ts";
import type { Host } from "../host/host.ts";
import { withEtcdPatch } from "./etcd-patch.ts";
import { etcdManifestPath } from "./kubeadm-paths.ts";
import { etcdArguments } from "./kubeadm-arguments.ts";
import { renderEtcdConfiguration } from "./render-init-configuration.ts";
import { withRunFile } from "./run-file.ts";

const PHASE_LIMIT_MS = 60_000;

/**
 * Starts the etcd member that was announced for this host, as the join that was cut would have: the
 * kubelet runs it from its manifest, without any API server.
 */
export const startEtcdMember = async (
  host: Host,
  spec: NodeSpec,
  members: readonly EtcdMember[],
): Promise<void> => {
  if ((await host.files.stat(etcdManifestPath)) === undefined) {
    const text = renderEtcdConfiguration(spec, toInitialCluster(spec, members));
    await withRunFile(host, "etcd.yaml", text, (path) =>
      withEtcdPatch(host, spec, (more) =>
        host.programs.run({
          argv: etcdArguments(path, more),
          limitMs: PHASE_LIMIT_MS,
          reason: "kubeadm init phase etcd local",
        }),
      ),
    );
  }
  await host.units.enable("kubelet.service");
  await host.units.start("kubelet.service");
};

/** `m1=https://10.0.0.1:2380,…`; a member that has never started has no name yet, and may be only ours. */
const toInitialCluster = (spec: NodeSpec, members: readonly EtcdMember[]): string =>
  members
    .flatMap(({ name, peerUrls }) =>
      peerUrls.map((url) => `${name === "" ? spec.host : name}=${url}`),
    )
    .join(",");
