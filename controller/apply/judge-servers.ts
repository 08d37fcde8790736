import {
  externalEtcdDivided,
  externalEtcdOther,
  externalEtcdRefused,
  externalEtcdTaken,
  externalEtcdTooOld,
  externalEtcdUnreachable,
} from "../../shared/errors/etcd-errors.ts";
import type { EtcdProbeAnswer } from "../../shared/rpc/gen/host.ts";
import { compareMinors } from "../../shared/versions/kubernetes-version.ts";
import type { HostProblem } from "../config/host-checks/host-problem.ts";
import type { MasterProbe } from "./probe-servers.ts";

/** What kubeadm and API servers of all supported versions can do with. */
const OLDEST_ETCD = "3.4";

/**
 * Throws for an etcd that a cluster cannot be built on: `EXTERNAL_ETCD_*`. A member that is away, and a
 * webhook that does not listen yet (it may well run in the cluster), are warnings. `isNew`: no
 * cluster of ours has been made on these hosts.
 */
export const judgeServers = (
  probes: readonly MasterProbe[],
  isNew: boolean,
): readonly HostProblem[] =>
  probes.flatMap(({ host, answer, former }) => {
    if (answer.etcd.length > 0) requireEtcd(host, answer.etcd, isNew);
    if (answer.etcd.length > 0 && former !== undefined) requireSame(answer.etcd, former);
    return [
      ...answer.etcd
        .filter(({ verdict }) => verdict !== "ETCD_VERDICT_GOOD")
        .map(({ endpoint, reason }): HostProblem => ({
          severity: "warning",
          host,
          code: "ETCD_MEMBER_AWAY",
          message: `etcd at ${endpoint} cannot be used from here: ${reason}`,
          hint: "the others have a quorum without it; bring it back before another fails",
        })),
      ...answer.urls
        .filter(({ reason }) => reason !== "")
        .map(({ url, reason }): HostProblem => ({
          severity: "warning",
          host,
          code: "WEBHOOK_UNREACHABLE",
          message: `nothing answers at ${url}: ${reason}`,
          hint: "the API server starts without it and asks again; if it is to run in this cluster, that is as it should be",
        })),
    ];
  });

const requireEtcd = (host: string, answers: readonly EtcdProbeAnswer[], isNew: boolean): void => {
  for (const answer of answers) requireUsable(host, answer);
  const good = answers.filter(({ verdict }) => verdict === "ETCD_VERDICT_GOOD");
  if (good.length === 0) {
    const reasons = answers.map(({ endpoint, reason }) => `${endpoint}: ${reason}`).join("; ");
    throw externalEtcdUnreachable({ host, reasons });
  }
  if (new Set(good.map(({ clusterId }) => clusterId)).size > 1)
    throw externalEtcdDivided({ endpoints: good.map(({ endpoint }) => endpoint).join(", ") });
  const keys = Math.max(...good.map(({ kubernetesKeys }) => kubernetesKeys));
  if (isNew && keys > 0) throw externalEtcdTaken({ keys });
};

/** An API server on another etcd finds a cluster without anything in it, or somebody else's. */
const requireSame = (
  answers: readonly EtcdProbeAnswer[],
  former: readonly EtcdProbeAnswer[],
): void => {
  const good = answers.filter(({ verdict }) => verdict === "ETCD_VERDICT_GOOD");
  const endpoints = good.map(({ endpoint }) => endpoint).join(", ");
  const old = former.find(({ verdict }) => verdict === "ETCD_VERDICT_GOOD");
  if (old !== undefined && good.some(({ clusterId }) => clusterId !== old.clusterId)) {
    const reason = `${old.endpoint} is of another etcd cluster, and the masters use that one`;
    throw externalEtcdOther({ endpoints, reason });
  }
  if (good.every(({ kubernetesKeys }) => kubernetesKeys === 0))
    throw externalEtcdOther({ endpoints, reason: "it holds nothing of Kubernetes" });
};

const requireUsable = (host: string, answer: EtcdProbeAnswer): void => {
  const { endpoint, verdict, reason, version } = answer;
  if (verdict === "ETCD_VERDICT_UNTRUSTED")
    throw externalEtcdRefused({ host, endpoint, what: "its certificate is not trusted", reason });
  if (verdict === "ETCD_VERDICT_REFUSED")
    throw externalEtcdRefused({ host, endpoint, what: "it does not let us in", reason });
  if (version !== "" && compareMinors(version, OLDEST_ETCD) < 0)
    throw externalEtcdTooOld({ endpoint, version, oldest: OLDEST_ETCD });
};
