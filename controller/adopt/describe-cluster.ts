import {
  adoptionMember,
  adoptionReadFailed,
  adoptionUnsupported,
} from "../../shared/errors/adoption-errors.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import { findObstacles } from "./find-obstacles.ts";
import type { ClusterObjects, FoundCluster } from "./found-cluster.ts";
import { parseKubeadmConfiguration } from "./kubeadm-configuration.ts";
import { findMaster, matchHosts } from "./match-hosts.ts";
import { readOriginalConfiguration } from "./original-configuration.ts";
import { readClusterObjects } from "./read-cluster-objects.ts";
import { renderAdoptedFile } from "./render-adopted-file.ts";
import { renderStoredFile } from "./render-stored-file.ts";
import type { SurveyedNode } from "./survey-nodes.ts";

/** The cluster.yml for a cluster that is there, and how it came to be. */
export interface ClusterDescription {
  /** `stored`: the cluster is pharosctl's already, and has kept it. */
  readonly source: "kubeadm" | "stored";
  readonly text: string;
  readonly name: string;
  readonly notes: readonly string[];
  readonly hosts: readonly {
    readonly name: string;
    readonly role: string;
    readonly address: string;
  }[];
}

export interface DescriptionOptions {
  readonly name: string | undefined;
  /** Where nobody says a name. */
  readonly fallback: string;
}

/** Throws what `docs/errors.md` has under `ADOPTION_…`. */
export const describeCluster = async (
  nodes: readonly SurveyedNode[],
  options: DescriptionOptions,
): Promise<ClusterDescription> => {
  const master = findMaster(nodes);
  const objects = await readClusterObjects(master.session);
  if (nodes.some(({ member }) => member !== undefined))
    return describeStored(master, nodes, objects);
  const found = matchHosts(nodes, objects);
  const { clusterConfiguration } = found;
  if (clusterConfiguration === undefined)
    throw adoptionReadFailed({
      host: master.named.address,
      what: "ConfigMap kube-system/kubeadm-config",
      reason: "there is none, so kubeadm has not made this cluster",
    });
  const kubeadm = parseKubeadmConfiguration(clusterConfiguration);
  // Its own error says which ones are.
  versionRow(kubeadm.version);
  const obstacles = findObstacles(found, kubeadm);
  if (obstacles.length > 0) throw adoptionUnsupported({ reasons: obstacles.join("; ") });
  return {
    source: "kubeadm",
    ...renderAdoptedFile(found, kubeadm, options),
    hosts: summarize(found),
  };
};

/** The cluster is pharosctl's own: what is lost is its cluster.yml. */
const describeStored = (
  master: SurveyedNode,
  nodes: readonly SurveyedNode[],
  { storedConfiguration }: Pick<ClusterObjects, "storedConfiguration">,
): ClusterDescription => {
  const { member = "" } = master;
  const stranger = nodes.find((node) => node.member !== undefined && node.member !== member);
  if (stranger?.member !== undefined)
    throw adoptionMember({ host: stranger.named.address, cluster: stranger.member });
  // Kontena's stays there until a first apply has come to its end.
  const isOurs = readOriginalConfiguration(storedConfiguration) === undefined;
  if (storedConfiguration === undefined || !isOurs)
    throw adoptionMember({ host: master.named.address, cluster: member });
  const all = nodes.map(({ named: one }) => one);
  return {
    source: "stored",
    text: renderStoredFile(storedConfiguration, all),
    name: member,
    notes: [],
    hosts: nodes.map(({ host, named: one }) => ({
      name: host.hostname,
      role: host.manifests["kube-apiserver"] === undefined ? "worker" : "master",
      address: one.address,
    })),
  };
};

const summarize = ({ hosts }: FoundCluster): ClusterDescription["hosts"] =>
  hosts.map(({ node, role, named }) => ({ name: node.name, role, address: named.address }));
