import {
  CONTROL_PLANE_FOLDER,
  EXTERNAL_ETCD_FOLDER,
  type NodeSpec,
  SNAPSHOT_STORE_FOLDER,
} from "../../shared/spec/node-spec.ts";
import { leavesServicesSilent } from "../../shared/versions/version-table.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { PREVIOUS_FOLDER } from "../kubeadm/settings-state.ts";
import { apiCertificate } from "../tasks/api-certificate.ts";
import { apiServerWatches } from "../tasks/api-server-watches.ts";
import { controlPlaneSettings } from "../tasks/control-plane-settings.ts";
import { controlPlaneUpgrade } from "../tasks/control-plane-upgrade.ts";
import { directory } from "../tasks/directory.ts";
import { etcdMember } from "../tasks/etcd-member.ts";
import { kubeadmInit } from "../tasks/kubeadm-init.ts";
import { kubeadmJoin } from "../tasks/kubeadm-join.ts";
import { kubernetesCertificates } from "../tasks/kubernetes-certificates.ts";
import { kubeProxySettings } from "../tasks/kube-proxy-settings.ts";
import { storedKubeletSettings } from "../tasks/stored-kubelet-settings.ts";
import { kubeletTasks } from "./kubelet-tasks.ts";
import { placedFileTasks } from "./placed-file-tasks.ts";

/** A master: the first one initializes the cluster, the others join it. */
export const controlPlaneProfile = (spec: NodeSpec): readonly BoundTask[] => [
  ...placedFileTasks(spec.kubernetes.controlPlane.files, FOLDERS, "control-plane:settings"),
  ...startTasks(spec),
  bindTask(controlPlaneUpgrade, spec),
  bindTask(controlPlaneSettings, spec),
  bindTask(apiCertificate, spec),
  bindTask(kubernetesCertificates, spec),
  ...(losesWatches(spec) ? [bindTask(apiServerWatches, spec)] : []),
  ...kubeletTasks(spec),
  // Those of the whole cluster are one master's matter, the same that keeps its objects.
  ...(spec.clusterObjects === undefined
    ? []
    : [bindTask(storedKubeletSettings, spec), bindTask(kubeProxySettings, spec)]),
];

const losesWatches = ({ kubernetes }: NodeSpec): boolean =>
  kubernetes.controlPlane.externalEtcd === undefined && leavesServicesSilent(kubernetes.version);

/** What flags name, gone. */
export const absentControlPlaneTasks = (needs: readonly Ref[]): readonly BoundTask[] =>
  [...FOLDERS, PREVIOUS_FOLDER].map((path) =>
    bindTask(directory, { ensure: "absent", path, needs }),
  );

const startTasks = (spec: NodeSpec): readonly BoundTask[] => {
  if (spec.kubernetes.bootstrap === "init") return [bindTask(kubeadmInit, spec)];
  const hasOwnEtcd = spec.kubernetes.controlPlane.externalEtcd === undefined;
  return [...(hasOwnEtcd ? [bindTask(etcdMember, spec)] : []), bindTask(kubeadmJoin, spec)];
};

const FOLDERS = [CONTROL_PLANE_FOLDER, EXTERNAL_ETCD_FOLDER, SNAPSHOT_STORE_FOLDER];
