import { basename, dirname } from "node:path";
import {
  CONTROL_PLANE_FOLDER,
  EXTERNAL_ETCD_FOLDER,
  type NodeSpec,
} from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { PREVIOUS_FOLDER } from "../kubeadm/settings-state.ts";
import { apiCertificate } from "../tasks/api-certificate.ts";
import { controlPlaneSettings } from "../tasks/control-plane-settings.ts";
import { controlPlaneUpgrade } from "../tasks/control-plane-upgrade.ts";
import { directory } from "../tasks/directory.ts";
import { etcdMember } from "../tasks/etcd-member.ts";
import { file } from "../tasks/file.ts";
import { kubeadmInit } from "../tasks/kubeadm-init.ts";
import { kubeadmJoin } from "../tasks/kubeadm-join.ts";
import { kubernetesCertificates } from "../tasks/kubernetes-certificates.ts";
import { kubeProxySettings } from "../tasks/kube-proxy-settings.ts";
import { kubeletService } from "../tasks/kubelet-service.ts";
import { kubeletSettings } from "../tasks/kubelet-settings.ts";
import { kubeletUpgrade } from "../tasks/kubelet-upgrade.ts";
import { leftovers } from "../tasks/leftovers.ts";
import { secretFile } from "../tasks/secret-file.ts";
import { storedKubeletSettings } from "../tasks/stored-kubelet-settings.ts";

/** A master: the first one initializes the cluster, the others join it. */
export const controlPlaneProfile = (spec: NodeSpec): readonly BoundTask[] => [
  ...fileTasks(spec),
  ...startTasks(spec),
  bindTask(controlPlaneUpgrade, spec),
  bindTask(controlPlaneSettings, spec),
  bindTask(apiCertificate, spec),
  bindTask(kubernetesCertificates, spec),
  bindTask(kubeletUpgrade, spec),
  bindTask(kubeletService, spec),
  bindTask(kubeletSettings, spec),
  // Those of the whole cluster are one master's matter, the same that keeps its objects.
  ...(spec.clusterObjects === undefined
    ? []
    : [bindTask(storedKubeletSettings, spec), bindTask(kubeProxySettings, spec)]),
];

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

const FOLDERS = [CONTROL_PLANE_FOLDER, EXTERNAL_ETCD_FOLDER];

/** Files that flags name, there before the flags are; those of earlier flags go after. */
const fileTasks = ({ kubernetes }: NodeSpec): readonly BoundTask[] => {
  const { files } = kubernetes.controlPlane;
  const isIn = (folder: string, path: string): boolean => dirname(path) === folder;
  const used = FOLDERS.filter((folder) => files.some(({ path }) => isIn(folder, path)));
  return [
    ...used.map((path) => bindTask(directory, { ensure: "present", path, mode: 0o700 })),
    ...files.map(({ path, content }) =>
      content.kind === "text"
        ? bindTask(file, { ensure: "present", path, text: content.text })
        : bindTask(secretFile, { path, secret: content.ref }),
    ),
    ...FOLDERS.map((folder) => ({
      ...bindTask(leftovers, {
        directory: folder,
        keep: files.filter(({ path }) => isIn(folder, path)).map(({ path }) => basename(path)),
        ours: { kind: "prefix", prefix: "" },
        needs: ["control-plane:settings"],
      }),
      // A manifest that was not changed so far may name them.
      owner: "the next apply",
    })),
  ];
};
