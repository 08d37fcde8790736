import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { apiCertificate } from "../tasks/api-certificate.ts";
import { etcdMember } from "../tasks/etcd-member.ts";
import { kubeadmInit } from "../tasks/kubeadm-init.ts";
import { kubeadmJoin } from "../tasks/kubeadm-join.ts";
import { kubernetesCertificates } from "../tasks/kubernetes-certificates.ts";
import { kubeletService } from "../tasks/kubelet-service.ts";

/** A master: the first one initializes the cluster, the others join it. */
export const controlPlaneProfile = (spec: NodeSpec): readonly BoundTask[] => [
  ...(spec.kubernetes.bootstrap === "init"
    ? [bindTask(kubeadmInit, spec)]
    : [bindTask(etcdMember, spec), bindTask(kubeadmJoin, spec)]),
  bindTask(apiCertificate, spec),
  bindTask(kubernetesCertificates, spec),
  bindTask(kubeletService, spec),
];
