import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { EtcdMember } from "../host/etcd.ts";
import type { HostReader } from "../host/host.ts";
import { etcdManifestPath, kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { silenceOf } from "../kubernetes/kubernetes-answer.ts";

/** Whether etcd counts on a member on this host, and how far that is. */
export type EtcdMemberState =
  /** No other master knows of one, or none can tell: kubeadm's join is what makes it. */
  | { readonly kind: "unknown" }
  /** It has a vote and has never started: up to 1.20 kubeadm announces a member before it runs. */
  | { readonly kind: "announced"; readonly members: readonly EtcdMember[] }
  /** It was started some moments ago, and the API server has not found back yet. */
  | { readonly kind: "waking" }
  | { readonly kind: "started" };

/** A control plane that lost its quorum for long restarts its API servers ever more seldom. */
const WAKING_MS = 10 * 60_000;

/** Asks the other masters' etcd, which answers this without a quorum too. Total, like all checks. */
export const observeEtcdMember = async (
  host: HostReader,
  spec: NodeSpec,
): Promise<EtcdMemberState> => {
  const members = await readMembers(host, spec);
  const own = members.find(({ peerUrls }) => peerUrls.includes(peerUrlOf(spec.address)));
  if (own === undefined) return { kind: "unknown" };
  if (own.name === "") return { kind: "announced", members };
  return (await isSilent(host, spec)) ? { kind: "waking" } : { kind: "started" };
};

export const peerUrlOf = (address: string): string =>
  `https://${address.includes(":") ? `[${address}]` : address}:2380`;

const readMembers = async (
  host: HostReader,
  { apiProxy, host: name }: NodeSpec,
): Promise<readonly EtcdMember[]> => {
  if ((await host.files.stat(kubeadmPaths.etcdClientCertificate)) === undefined) return [];
  const others = apiProxy.backends.filter((backend) => backend.name !== name);
  const answers = await Promise.all(others.map(({ address }) => host.etcd.members(address)));
  return answers.find((answer) => answer.kind === "ok")?.value ?? [];
};

/**
 * Only right after the start: later a silent API server is others' matter. A read tells it, and not
 * /readyz, which may complain of this host's own etcd while all is served.
 */
const isSilent = async (host: HostReader, spec: NodeSpec): Promise<boolean> => {
  const manifest = await host.files.stat(etcdManifestPath);
  const ageMs = host.now().getTime() - (manifest?.modifiedAtMs ?? 0);
  if (ageMs > WAKING_MS) return false;
  return silenceOf(await host.kubernetes.get("node", `/api/v1/nodes/${spec.host}`)) !== undefined;
};
