import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Task } from "../engine/task.ts";
import { renewCertificateArguments } from "../kubeadm/kubeadm-arguments.ts";
import {
  type CertificatesState,
  endingChange,
  kubernetesCertificates as all,
  observeKubernetesCertificates,
} from "../kubeadm/kubernetes-certificates.ts";

/**
 * Certificates that kubeadm issued for a year are renewed 60 days before their end, and the programs
 * that have read the old ones are started anew. That one has not been, is seen by its age.
 */
export const kubernetesCertificates: Task<NodeSpec, CertificatesState> = {
  kind: "kubernetes-certificates",
  name: () => "control-plane",
  title: () => "renew the control plane's certificates",
  reads: () => ["control-plane:local"],
  writes: () => all.map(({ file }) => `file:/etc/kubernetes/${file}` as const),
  check: (host, { host: name }) => observeKubernetesCertificates(host, name),
  diff: ({ seenAt, certificates, outdated, starting }) => [
    ...certificates.flatMap(({ name, endsAt }) => endingChange(endsAt, seenAt, name)),
    ...outdated.map(({ program }) => ({
      field: program,
      before: "started before its certificate was renewed",
      after: "started anew",
    })),
    ...starting.map((program) => ({ field: program, before: "starting", after: "running" })),
  ],
  leave: ({ starting }) =>
    starting.map((field) => ({ field, kind: "unsettled", reason: "it was started a moment ago" })),
  apply: async (host, { host: name }) => {
    const { certificates, seenAt } = await observeKubernetesCertificates(host, name);
    for (const { name: certificate, endsAt } of certificates) {
      if (endingChange(endsAt, seenAt).length === 0) continue;
      await host.programs.run({
        argv: renewCertificateArguments(certificate),
        limitMs: RENEWAL_LIMIT_MS,
        reason: `kubeadm certs renew ${certificate}`,
      });
    }
    const { outdated } = await observeKubernetesCertificates(host, name);
    for (const { pod } of outdated) await host.runtime.stopPod(pod.id);
  },
  disruption: () => ({
    level: "restart",
    reason: "API server, controller manager and scheduler of this master start anew",
  }),
  settle: { limitMs: 4 * 60_000, reason: "the kubelet takes a moment to start static pods anew" },
};

const RENEWAL_LIMIT_MS = 60_000;
