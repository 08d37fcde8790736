import type { KuredLockSpec, RebootSpec } from "../../shared/spec/maintenance-spec.ts";
import type { EtcdReader } from "../host/etcd.ts";
import type { NodeApi } from "../host/node-api.ts";
import { textAt } from "../../shared/spec/json-path.ts";
import { silenceOf } from "../kubernetes/kubernetes-answer.ts";
import { findPods } from "./cluster-view.ts";
import { parseKuredLock } from "./parse-kured-lock.ts";
import type { Alert } from "./parse-alerts.ts";
import type { Blocker } from "./situation.ts";

export interface BlockerPorts {
  readonly api: NodeApi;
  readonly host: { readonly name: string; readonly isMaster: boolean };
  /** This host's own, where etcd listens for its peers. */
  readonly address: string;
  readonly etcd: Pick<EtcdReader, "members" | "status">;
  readonly readAlerts: (reboots: RebootSpec) => Promise<readonly Alert[]>;
}

/** What speaks against a reboot of this host now. Whoever cannot be asked does, too. */
export const findBlockers = async (
  ports: BlockerPorts,
  reboots: RebootSpec | undefined,
): Promise<readonly Blocker[]> => {
  const found = await Promise.all([
    ports.host.isMaster ? findWeakEtcd(ports) : [],
    findKuredLock(ports, reboots?.kuredLock),
    ...(reboots?.blockingPodSelectors ?? []).map((selector) => findBlockingPods(ports, selector)),
    reboots?.alerts === undefined ? [] : findAlerts(ports, reboots),
  ]);
  return found.flat();
};

/** Fewer members cannot lose one and keep their quorum: they are down for the time of a boot. */
const FEWEST_FOR_QUORUM = 3;

const findWeakEtcd = async ({ etcd, address, host }: BlockerPorts): Promise<readonly Blocker[]> => {
  const answer = await etcd.members(address);
  if (answer.kind === "unreachable")
    return [{ gate: "etcd", text: `etcd cannot be asked: ${answer.reason}` }];
  const voters = answer.value.filter(({ isLearner }) => !isLearner);
  if (voters.length < FEWEST_FOR_QUORUM) return [];
  const others = voters.filter(({ name }) => name !== host.name);
  const answers = await Promise.all(others.map(({ peerUrls }) => isServing(etcd, peerUrls[0])));
  const well = answers.filter(Boolean).length;
  const quorum = Math.floor(voters.length / 2) + 1;
  if (well >= quorum) return [];
  const text = `${well} of the ${others.length} other members of etcd serve, ${quorum} are needed`;
  return [{ gate: "etcd", text }];
};

const isServing = async (
  etcd: BlockerPorts["etcd"],
  peerUrl: string | undefined,
): Promise<boolean> => {
  const address = URL.parse(peerUrl ?? "")?.hostname.replaceAll(/[[\]]/g, "");
  if (address === undefined) return false;
  const status = await etcd.status(address);
  return status.kind === "ok" && status.value.leaderId !== undefined;
};

const KURED_LOCK: KuredLockSpec = {
  namespace: "kube-system",
  name: "kured",
  annotation: "weave.works/kured-node-lock",
};

const findKuredLock = async (
  { api }: BlockerPorts,
  { namespace, name, annotation }: KuredLockSpec = KURED_LOCK,
): Promise<readonly Blocker[]> => {
  const path = `/apis/apps/v1/namespaces/${namespace}/daemonsets/${name}`;
  const answer = await api({ method: "GET", path, asTurnTaker: true });
  const silence = silenceOf(answer);
  if (silence !== undefined) return [{ gate: "kured", text: `kured's lock: ${silence}` }];
  if (answer.kind !== "ok") return [];
  const lock = textAt(answer.object, "metadata", "annotations", annotation) ?? "";
  const holders = parseKuredLock(lock, answer.servedAtMs);
  if (holders.length === 0) return [];
  const text = `kured runs in this cluster and has its lock: ${holders.join(", ")}`;
  return [{ gate: "kured", text }];
};

const findBlockingPods = async (
  ports: BlockerPorts,
  selector: string,
): Promise<readonly Blocker[]> => {
  const pods = await findPods(ports, selector);
  if ("silence" in pods) return [{ gate: "pods", text: `pods ${selector}: ${pods.silence}` }];
  const running = pods.filter(({ isOver }) => !isOver).map(({ key }) => key);
  return running.length === 0
    ? []
    : [{ gate: "pods", text: `pods ${selector} run here: ${running.join(", ")}` }];
};

const findAlerts = async (
  { readAlerts }: BlockerPorts,
  reboots: RebootSpec,
): Promise<readonly Blocker[]> => {
  try {
    const names = (await readAlerts(reboots)).map(({ name }) => name);
    return names.length === 0 ? [] : [{ gate: "alerts", text: `alerts: ${names.join(", ")}` }];
  } catch (error) {
    return [{ gate: "alerts", text: `Prometheus cannot be asked: ${String(error)}` }];
  }
};
