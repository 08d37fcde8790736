import type { EtcdProbeAnswer, EtcdVerdict } from "../../shared/rpc/gen/host.ts";
import { askKubernetesKeys } from "./ask-kubernetes-keys.ts";
import { askVersion } from "./ask-version.ts";

/** PEM texts; empty where there is none. */
export interface EtcdCredentials {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * What a probe came to; `good` is not its last word before both questions are answered.
 */
export type ProbeStep<Value> =
  | { readonly kind: "good"; readonly value: Value }
  | { readonly kind: "bad"; readonly verdict: EtcdVerdict; readonly reason: string };

/**
 * Asks one member for its version, by which its certificate and ours are judged, and counts
 * Kubernetes' keys, which takes a quorum and the right to read. Never throws.
 */
export const probeEtcd = async (
  endpoint: string,
  credentials: EtcdCredentials,
  now: () => Date,
): Promise<EtcdProbeAnswer> => {
  const unknown = { endpoint, version: "", clusterId: "", kubernetesKeys: 0 };
  if (!URL.canParse(endpoint))
    return { ...unknown, verdict: "ETCD_VERDICT_UNREACHABLE", reason: "it is no address" };
  const version = await askVersion(endpoint, credentials);
  if (version.kind === "bad")
    return { ...unknown, verdict: version.verdict, reason: version.reason };
  const known = { ...unknown, version: version.value };
  const keys = await askKubernetesKeys(endpoint, credentials, now);
  if (keys.kind === "bad") return { ...known, verdict: keys.verdict, reason: keys.reason };
  return { ...known, ...keys.value, verdict: "ETCD_VERDICT_GOOD", reason: "" };
};
