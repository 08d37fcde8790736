import type { RebootSpec } from "../../shared/spec/maintenance-spec.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import type { NodeApi } from "../host/node-api.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";
import { nodePath } from "../kubernetes/node-marks.ts";
import { CORDON_MARK } from "./node-health.ts";
import { type Eviction, evictPods } from "./evict-pods.ts";
import type { Disruption } from "./maintenance-state.ts";
import type { PodView } from "./pods.ts";
import { renderSlot, SLOT_COLLECTION, slotName, slotPath, type SlotLease } from "./slots.ts";

export interface StepPorts {
  readonly api: NodeApi;
  readonly node: string;
  /** `1.20.2`: which eviction the API server knows. */
  readonly kubernetesVersion: string;
  readonly now: () => Date;
}

/** While its holder is up it renews far more often. */
const LEASE_MS = 120_000;
/** Of a host that is down: from drain's end to a kubelet that is Ready. */
const DOWN_LEASE_MS = 30 * 60_000;

/** Takes or renews a slot; `false`: somebody else was faster. */
export const writeSlot = async (
  { api, now }: StepPorts,
  holder: string,
  over: { readonly slot: number; readonly from?: SlotLease; readonly goesDown?: boolean },
): Promise<boolean> => {
  const { slot, from, goesDown = false } = over;
  const durationMs = goesDown ? DOWN_LEASE_MS : LEASE_MS;
  const known = from === undefined ? {} : { from };
  const body = renderSlot(slot, holder, { durationMs, now: now(), ...known });
  return await sendLease(api, slot, body, from !== undefined);
};

/** Leaves the Lease there without a holder; `false`: it is somebody else's by now, which is as good. */
export const releaseSlot = async ({ api, now }: StepPorts, from: SlotLease): Promise<boolean> => {
  const body = renderSlot(from.slot, "", { durationMs: 1_000, now: now(), from });
  return await sendLease(api, from.slot, body, true);
};

const sendLease = async (
  api: NodeApi,
  slot: number,
  body: KubernetesObject,
  isThere: boolean,
): Promise<boolean> => {
  const answer = await api(
    isThere
      ? { method: "PUT", path: slotPath(slot), body, asTurnTaker: true }
      : { method: "POST", path: SLOT_COLLECTION, body, asTurnTaker: true },
  );
  if (answer.kind === "refused" && answer.status === 409) return false;
  requireObject(answer, `Lease ${slotName(slot)}`);
  return true;
};

/** Cordons with our mark in the same write; a node that a person cordoned stays theirs. */
export const cordon = async (
  ports: StepPorts,
  isCordoned: boolean,
  reboots: RebootSpec | undefined,
): Promise<void> => {
  const at = ports.now().toISOString();
  const begun = reboots?.annotate === true ? { [IN_PROGRESS]: at, [MOST_RECENT]: at } : {};
  const mark = isCordoned ? {} : { [CORDON_MARK]: at };
  await patchNode(ports, {
    metadata: { annotations: { ...begun, ...mark }, labels: reboots?.labelsBefore ?? {} },
    spec: { unschedulable: true },
  });
};

/** kured's names. */
const IN_PROGRESS = "weave.works/kured-reboot-in-progress";
const MOST_RECENT = "weave.works/kured-most-recent-reboot-needed";

export const uncordon = async (
  ports: StepPorts,
  { failure }: Pick<Disruption, "failure">,
  reboots: RebootSpec | undefined,
): Promise<void> =>
  await patchNode(ports, {
    metadata: {
      annotations: { [CORDON_MARK]: null, ...(reboots?.annotate ? { [IN_PROGRESS]: null } : {}) },
      ...(failure === undefined ? { labels: reboots?.labelsAfter ?? {} } : {}),
    },
    spec: { unschedulable: null },
  });

const patchNode = async ({ api, node }: StepPorts, body: KubernetesObject): Promise<void> => {
  const answer = await api({ method: "PATCH", path: nodePath(node), body });
  requireObject(answer, `node ${node}`);
};

/** Asks for each pod to go that is not going yet; what the cluster says no to is asked again later. */
export const evict = async (
  { api, kubernetesVersion }: StepPorts,
  pods: readonly PodView[],
  gracePeriodSeconds: number | undefined,
): Promise<readonly Eviction[]> =>
  await evictPods(
    api,
    pods.filter(({ endingSinceMs }) => endingSinceMs === undefined),
    { kubernetesVersion, ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }) },
  );
