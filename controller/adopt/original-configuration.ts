import { isRecord, textAt, valueAt } from "../../shared/spec/json-path.ts";
import { ClusterName } from "../config/schema/kubernetes-names.ts";
import { parseYaml } from "./kubeadm-configuration.ts";

/** What Kontena's pharos-cluster has stored of its own cluster.yml, as far as it says more than the cluster does. */
export interface OriginalConfiguration {
  readonly name?: string;
  readonly apiEndpoint?: string;
  /** Names of addons that were switched on: their objects are in the cluster, and nobody looks after them now. */
  readonly addons: readonly string[];
  /** Top-level keys that are not carried over, because nothing or something else follows from them. */
  readonly left: readonly string[];
}

/** Followed in another way: from the nodes, from kubeadm's configuration, or from what is above. */
const followed = new Set([
  "hosts",
  "name",
  "api",
  "network",
  "kubelet",
  "kube_proxy",
  "control_plane",
  "addons",
  "image_repository",
  "container_runtime",
]);

/** Reads ConfigMap kube-system/pharos-config; `undefined`: it is none of Kontena's. */
export const readOriginalConfiguration = (
  text: string | undefined,
): OriginalConfiguration | undefined => {
  const file = parseYaml(text ?? "");
  // Ours always says what agents do about drift.
  if (!isRecord(file) || !Array.isArray(file["hosts"]) || "drift" in file) return undefined;
  const name = textAt(file, "name");
  const apiEndpoint = textAt(file, "api", "endpoint");
  const addons = valueAt(file, "addons");
  return {
    ...(name !== undefined && ClusterName.safeParse(name).success ? { name } : {}),
    ...(apiEndpoint === undefined || apiEndpoint === "" ? {} : { apiEndpoint }),
    addons: isRecord(addons)
      ? Object.keys(addons).filter((addon) => valueAt(addons, addon, "enabled") === true)
      : [],
    left: Object.keys(file).filter((key) => !followed.has(key) && !isNothing(file[key])),
  };
};

const isNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.values(value).every(isNothing));
