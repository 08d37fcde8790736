import type { MaintenanceSpec } from "../../shared/spec/maintenance-spec.ts";
import type { NodeApi } from "../host/node-api.ts";
import type { KubernetesAnswer, KubernetesObject } from "../host/kubernetes.ts";
import { textAt, valueAt } from "../../shared/spec/json-path.ts";
import { nodePath } from "../kubernetes/node-marks.ts";
import { silenceOf } from "../kubernetes/kubernetes-answer.ts";
import type { Disruption } from "./maintenance-state.ts";
import { CORDON_MARK, parseNodes, toNodeHealth } from "./node-health.ts";
import { type PodView, parsePods, podsToDrain } from "./pods.ts";
import type { Blocker, ClusterView, OwnNode } from "./situation.ts";
import {
  ageSlots,
  isOverBudget,
  judgeSlots,
  parseSlots,
  SLOT_COLLECTION,
  type SlotAges,
  type SlotLease,
  type SlotQuestion,
} from "./slots.ts";

export interface ClusterViewPorts {
  readonly api: NodeApi;
  readonly host: { readonly name: string; readonly isMaster: boolean };
  readonly now: () => Date;
  readonly elapsedMs: () => number;
  /** What else speaks against a reboot now. */
  readonly findBlockers: () => Promise<readonly Blocker[]>;
}

export interface Look {
  readonly view: ClusterView;
  /** All slots as they were seen. */
  readonly leases: readonly SlotLease[];
}

export interface ClusterLooker {
  readonly look: (spec: MaintenanceSpec, disruption: Disruption | undefined) => Promise<Look>;
}

/** Asks the cluster for all that a decision needs; remembers how long leases have been as they are. */
export const createClusterLooker = (ports: ClusterViewPorts): ClusterLooker => {
  let ages: SlotAges = new Map();
  let lookedMs = -Infinity;
  return {
    look: async (spec, disruption) => {
      const { api, host } = ports;
      const selector = spec.reboots?.drain.podSelector;
      const [node, slots, nodes, pods, drainable] = await Promise.all([
        api({ method: "GET", path: nodePath(host.name) }),
        api({ method: "GET", path: SLOT_COLLECTION, asTurnTaker: true }),
        api({ method: "GET", path: "/api/v1/nodes", asTurnTaker: true }),
        api({ method: "GET", path: podsPath(host.name) }),
        selector === undefined
          ? undefined
          : api({ method: "GET", path: podsPath(host.name, selector) }),
      ]);
      const away = firstSilence([node, slots, nodes, pods, ...(drainable ? [drainable] : [])]);
      if (away !== undefined) {
        // Whoever has a turn has it for its whole time from when the API server is back.
        ages = new Map();
        return { view: { kind: "away", reason: away }, leases: [] };
      }
      const leases = parseSlots(objectOf(slots));
      const elapsedMs = ports.elapsedMs();
      ages = ageSlots(ages, leases, elapsedMs - lookedMs);
      lookedMs = elapsedMs;
      const found = node.kind === "ok" ? node.object : undefined;
      const question = {
        me: { ...host, uid: uidOf(found, disruption) },
        leases,
        nodes: parseNodes(objectOf(nodes)),
        ages,
        // This host's clock may have jumped by more than lockTtlMs.
        nowMs: (nodes.kind === "ok" ? nodes.servedAtMs : undefined) ?? ports.now().getTime(),
        budget: spec.budget,
        lockTtlMs: spec.reboots?.lockTtlMs ?? 0,
      };
      return { view: await toView(ports, spec, { found, question, pods, drainable }), leases };
    },
  };
};

interface Seen {
  readonly found: KubernetesObject | undefined;
  readonly question: SlotQuestion;
  readonly pods: KubernetesAnswer;
  readonly drainable: KubernetesAnswer | undefined;
}

const toView = async (
  { findBlockers }: ClusterViewPorts,
  spec: MaintenanceSpec,
  { found, question, pods, drainable }: Seen,
): Promise<ClusterView> => {
  const all = parsePods(objectOf(pods));
  const slot = judgeSlots(question);
  return {
    kind: "there",
    ...(found === undefined ? {} : { node: toOwnNode(found) }),
    slot,
    isOverBudget: slot.kind === "held" && isOverBudget(question, slot.slot),
    // They may be dear, and nobody asks for them before it is this host's turn.
    blockers: slot.kind === "taken" ? [] : await findBlockers(),
    pods: all,
    toDrain: podsToDrain(drainable === undefined ? all : parsePods(objectOf(drainable)), {
      nowMs: question.nowMs,
      skipWaitForDeleteMs: spec.reboots?.drain.skipWaitForDeleteMs ?? 0,
    }),
  };
};

const podsPath = (node: string, selector?: string): string => {
  const fields = `fieldSelector=${encodeURIComponent(`spec.nodeName=${node}`)}`;
  const labels = selector === undefined ? "" : `&labelSelector=${encodeURIComponent(selector)}`;
  return `/api/v1/pods?${fields}${labels}`;
};

/** Pods on this host that match; for gates. */
export const findPods = async (
  { api, host }: Pick<ClusterViewPorts, "api" | "host">,
  selector: string,
): Promise<readonly PodView[] | { readonly silence: string }> => {
  const answer = await api({ method: "GET", path: podsPath(host.name, selector) });
  const silence = silenceOf(answer);
  return silence === undefined ? parsePods(objectOf(answer)) : { silence };
};

/** Collections are there or the cluster is not what we need; a single object may be missing. */
const firstSilence = (answers: readonly KubernetesAnswer[]): string | undefined =>
  answers.map((answer) => silenceOf(answer)).find((silence) => silence !== undefined);

const objectOf = (answer: KubernetesAnswer): KubernetesObject =>
  answer.kind === "ok" ? answer.object : {};

/** A node that was deleted meanwhile has its slot under the UID that it had. */
const uidOf = (node: KubernetesObject | undefined, disruption: Disruption | undefined): string =>
  disruption?.holder.split("/")[1] ?? toNodeHealth(node).uid;

const toOwnNode = (node: KubernetesObject): OwnNode => {
  const { uid, isReady } = toNodeHealth(node);
  const isCordoned = valueAt(node, "spec", "unschedulable") === true;
  return {
    uid,
    isReady,
    bootId: textAt(node, "status", "nodeInfo", "bootID") ?? "",
    isCordoned,
    isOurs: textAt(node, "metadata", "annotations", CORDON_MARK) !== undefined,
  };
};
