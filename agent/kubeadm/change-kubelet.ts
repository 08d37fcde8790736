import { kubeletUnhealthy } from "../../shared/errors/kubernetes-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host, HostReader } from "../host/host.ts";
import { listAt, textAt } from "../../shared/spec/json-path.ts";
import { silenceOf } from "../kubernetes/kubernetes-answer.ts";
import { kubeletStartArguments } from "./kubeadm-arguments.ts";
import { mergeObjects } from "./component-configurations.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";
import {
  KUBELET_FLAGS_PATH,
  KUBELET_PREVIOUS_FOLDER,
  PREVIOUS_CONFIG,
  PREVIOUS_FLAGS,
} from "./kubelet-settings-state.ts";
import { renderInitConfiguration } from "./render-init-configuration.ts";
import { withRunFile } from "./run-file.ts";

const PHASE_LIMIT_MS = 2 * 60_000;
/** A lease is renewed every ten seconds, and the first report follows a start at once. */
const HEALTH_LIMIT_MS = 90_000;
const STEP_MS = 1_000;

/**
 * Lets kubeadm write the kubelet's configuration and flags anew, which starts it anew too, and waits
 * until it reports to the cluster; pods go on meanwhile. A kubelet that does not come back is put back
 * as it was: throws `KUBELET_UNHEALTHY`, and the old one runs then. The old files are beside until the
 * new ones have shown that it lives with them.
 */
export const changeKubelet = async (host: Host, spec: NodeSpec): Promise<void> => {
  await keepFiles(host);
  const wasReady = await isReady(host, spec);
  const startedAtMs = host.now().getTime();
  await withRunFile(host, "kubelet.yaml", renderPhaseFile(spec), (path) =>
    host.programs.run({
      argv: kubeletStartArguments(path),
      limitMs: PHASE_LIMIT_MS,
      reason: "kubeadm init phase kubelet-start",
    }),
  );
  const trouble = await awaitReport(host, spec, startedAtMs, wasReady);
  if (trouble !== undefined) await takeBack(host, spec, trouble);
  await host.files.remove(KUBELET_PREVIOUS_FOLDER);
};

/**
 * A worker has the cluster's certificate and not its key, which every phase of init takes for an authority
 * that is kept elsewhere, and then asks for all that it has issued. So it is shown a folder without one.
 */
const renderPhaseFile = (spec: NodeSpec): string => {
  if (spec.role === "master") return renderInitConfiguration(spec);
  const { kubernetes } = spec;
  const authentication = { x509: { clientCAFile: kubeadmPaths.caCertificate } };
  const config = mergeObjects({ authentication }, kubernetes.kubelet.config);
  const worker = {
    ...spec,
    kubernetes: { ...kubernetes, kubelet: { ...kubernetes.kubelet, config } },
  };
  return renderInitConfiguration(worker, undefined, `${kubeadmPaths.runDirectory}/no-certificates`);
};

/** The configuration comes last: where it is, both are. */
const keepFiles = async ({ files }: Host): Promise<void> => {
  if ((await files.stat(PREVIOUS_CONFIG)) !== undefined) return;
  await files.makeDirectory(KUBELET_PREVIOUS_FOLDER, { mode: 0o700 });
  for (const [from, to] of [
    [KUBELET_FLAGS_PATH, PREVIOUS_FLAGS],
    [kubeadmPaths.kubeletConfig, PREVIOUS_CONFIG],
  ] as const)
    await files.write(to, (await files.read(from)) ?? "", { mode: 0o600 });
};

const takeBack = async (host: Host, spec: NodeSpec, reason: string): Promise<never> => {
  for (const [from, to] of [
    [PREVIOUS_FLAGS, KUBELET_FLAGS_PATH],
    [PREVIOUS_CONFIG, kubeadmPaths.kubeletConfig],
  ] as const)
    await host.files.write(to, (await host.files.read(from)) ?? "", { mode: 0o644 });
  const startedAtMs = host.now().getTime();
  await host.units.restart("kubelet.service");
  const left = await awaitReport(host, spec, startedAtMs, false);
  await host.files.remove(KUBELET_PREVIOUS_FOLDER);
  throw kubeletUnhealthy({
    host: spec.host,
    reason,
    now:
      left === undefined ? "it runs with the settings from before" : `with the old ones: ${left}`,
  });
};

/** Why the kubelet that was started at this time does not live; `undefined`: it does. */
const awaitReport = async (
  host: Host,
  spec: NodeSpec,
  startedAtMs: number,
  wantsReady: boolean,
): Promise<string | undefined> => {
  const endMs = host.now().getTime() + HEALTH_LIMIT_MS;
  let reason = "it did not report to the cluster";
  while (host.now().getTime() < endMs) {
    const { active } = await host.units.show("kubelet.service");
    const silence = active === "active" ? await findSilence(host, spec, startedAtMs) : active;
    if (silence === undefined && (!wantsReady || (await isReady(host, spec)))) return undefined;
    reason = silence ?? "its node is not ready";
    await host.pause(STEP_MS);
  }
  return reason;
};

/** Leases live in seconds. */
const findSilence = async (
  { kubernetes }: HostReader,
  { host }: NodeSpec,
  sinceMs: number,
): Promise<string | undefined> => {
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${host}`;
  const answer = await kubernetes.get("node", path);
  const silence = silenceOf(answer);
  if (silence !== undefined) return silence;
  const renewedAt = answer.kind === "ok" ? textAt(answer.object, "spec", "renewTime") : undefined;
  const isRenewed = Date.parse(renewedAt ?? "") >= sinceMs;
  return isRenewed ? undefined : "it did not report to the cluster";
};

const isReady = async ({ kubernetes }: HostReader, { host }: NodeSpec): Promise<boolean> => {
  const answer = await kubernetes.get("node", `/api/v1/nodes/${host}`);
  return (
    answer.kind === "ok" &&
    listAt(answer.object, "status", "conditions").some(
      (condition) =>
        textAt(condition, "type") === "Ready" && textAt(condition, "status") === "True",
    )
  );
};
