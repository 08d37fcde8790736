import { leavesServicesSilent } from "../../shared/versions/version-table.ts";
import { type ApplyRun, isJoining, type RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";

/** Longer than an agent waits for its API server. */
const LIMIT_MS = 5 * 60_000;

/**
 * While a master joins etcd may be without a leader for seconds: with two members it is until the second
 * runs. Releases that then forget who watches Services leave kube-proxies and the controller manager
 * without news of new ones for minutes. API servers that were there before the last join are started
 * anew, one after the other, while the others serve.
 */
export const renewApiServers = (
  title: string,
  waits: Pick<Phase<ApplyRun, RunHost>, "needs" | "settled">,
): Phase<ApplyRun, RunHost> => ({
  ...waits,
  title,
  order: "one-by-one",
  hosts: ({ hosts }) => {
    const masters = hosts.filter(({ member }) => member.role === "master");
    const last = masters.findLast((host) => isJoining(host) && isAffected(host));
    return last === undefined ? [] : masters.filter((host) => host !== last);
  },
  run: async ({ lock }, host) => {
    const { etcd } = await host.connection();
    const { fencing: fencingNumber } = await lock();
    await etcd.renewApiServer({ fencingNumber }, { timeoutMs: LIMIT_MS });
  },
});

const isAffected = ({ spec: { kubernetes } }: RunHost): boolean =>
  kubernetes.bootstrap === "join" &&
  kubernetes.controlPlane.externalEtcd === undefined &&
  leavesServicesSilent(kubernetes.version);
