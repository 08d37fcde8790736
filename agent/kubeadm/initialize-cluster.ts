import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import { withEtcdPatch } from "./etcd-patch.ts";
import { finishingPhases, initArguments, markControlPlaneArguments } from "./kubeadm-arguments.ts";
import { findPreflightExceptions } from "./preflight-exceptions.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";
import { renderInitConfiguration } from "./render-init-configuration.ts";
import { withRunFile } from "./run-file.ts";

/** Pulling five images over a slow line is most of it. */
const INIT_LIMIT_MS = 20 * 60_000;
const PHASE_LIMIT_MS = 5 * 60_000;
const INIT_FILE = "init.yaml";

/** `kubeadm init`: on a host that holds nothing of a control plane, or a snapshot's data and authorities. */
export const initializeCluster = async (host: Host, spec: NodeSpec): Promise<void> => {
  const exceptions = [
    ...(await findPreflightExceptions(host, spec)),
    ...(await dataException(host)),
  ];
  // kubeadm starts the kubelet itself, but leaves it to others whether it comes with the next boot.
  await host.units.enable("kubelet.service");
  await withRunFile(host, INIT_FILE, renderInitConfiguration(spec), (path) =>
    withEtcdPatch(host, spec, (more) =>
      host.programs.run({
        argv: initArguments(spec, path, exceptions, more),
        limitMs: INIT_LIMIT_MS,
        reason: "kubeadm init",
      }),
    ),
  );
};

/** kubeadm wants etcd's folder to be empty; restored data is what init is to go on with. */
const dataException = async ({ files }: Pick<Host, "files">): Promise<readonly string[]> =>
  (await files.stat(kubeadmPaths.etcdMember)) === undefined ? [] : ["DirAvailable--var-lib-etcd"];

/** The phases of init that speak to the API server, again: none of them takes anything away. */
export const finishInitialization = async (host: Host, spec: NodeSpec): Promise<void> => {
  await withRunFile(host, INIT_FILE, renderInitConfiguration(spec), async (path) => {
    for (const argv of finishingPhases(spec, path)) await runPhase(host, argv);
  });
};

/** The last step of a master's join. */
export const markControlPlane = async (host: Host, spec: NodeSpec): Promise<void> => {
  await withRunFile(host, INIT_FILE, renderInitConfiguration(spec), (path) =>
    runPhase(host, markControlPlaneArguments(path)),
  );
};

const runPhase = async (host: Host, argv: readonly string[]): Promise<void> => {
  const reason = argv.filter((word) => !word.startsWith("--")).join(" ");
  await host.programs.run({ argv, limitMs: PHASE_LIMIT_MS, reason });
};
