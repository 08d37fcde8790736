import type { RebootReason } from "../conditions/node-conditions.ts";
import type { Host } from "../host/host.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { listAt, textAt } from "../../shared/spec/json-path.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";
import { nodePath } from "../kubernetes/node-marks.ts";

/**
 * Gives nodes that wait for the turn of their reboot a `PreferNoSchedule` taint, so that pods which are
 * evicted elsewhere do not come to them first, and takes it away afterwards. A node may not write its
 * own taints, so masters do it, by what nodes say of themselves. `key`: absent, none is wanted. Answers
 * how many nodes were written; throws what the API server says. As a master's admin.
 */
export const keepWaitingTaints = async (
  host: Pick<Host, "kubernetes">,
  key: string | undefined,
): Promise<number> => {
  const list = await host.kubernetes.get("admin", "/api/v1/nodes");
  let written = 0;
  for (const node of listAt(requireObject(list, "nodes"), "items")) {
    const patch = toTaintPatch(node, key);
    const name = textAt(node, "metadata", "name");
    if (patch === undefined || name === undefined) continue;
    const answer = await host.kubernetes.patch(nodePath(name), patch);
    // Somebody else was faster, or the node is gone: the next look sees it.
    if (answer.kind === "not-found" || (answer.kind === "refused" && answer.status === 409))
      continue;
    requireObject(answer, `node ${name}`);
    written += 1;
  }
  return written;
};

/** Value of our taints. It stands on the taint itself, which no node can write: a mark beside it could be forged by one. */
export const WAITING_VALUE = "waits-for-reboot";
const EFFECT = "PreferNoSchedule";

/** Reasons for which pods are better off elsewhere, and those for which a taint stays as it is. */
const WAITS: readonly RebootReason[] = ["WaitsForTurn", "Blocked", "WaitsToRetry"];
const STAYS: readonly RebootReason[] = ["Needed", "Rebooting"];

/** What to write; `undefined`: the node is as it should be. The taints of others stay, in their order. Pure. */
export const toTaintPatch = (
  node: unknown,
  key: string | undefined,
): KubernetesObject | undefined => {
  const before = listAt(node, "spec", "taints");
  const others = before.filter((taint) => !isOurs(taint));
  const isTaken = others.some((taint) => hasKey(taint, key) && hasEffect(taint));
  const reason = waitingReason(node);
  const isThere = before.some((taint) => isOurs(taint) && hasKey(taint, key));
  const isWanted = isAmong(WAITS, reason) || (isAmong(STAYS, reason) && isThere);
  const wants = key !== undefined && isWanted && !isTaken;
  const isRight = wants
    ? isThere && before.length === others.length + 1
    : others.length === before.length;
  if (isRight) return undefined;
  const taints = wants ? [...others, { key, value: WAITING_VALUE, effect: EFFECT }] : others;
  const resourceVersion = textAt(node, "metadata", "resourceVersion");
  return {
    // The list of taints is only good for the version read.
    metadata: resourceVersion === undefined ? {} : { resourceVersion },
    spec: { taints },
  };
};

const hasEffect = (taint: unknown): boolean => textAt(taint, "effect") === EFFECT;
const hasKey = (taint: unknown, key: string | undefined): boolean => textAt(taint, "key") === key;
const isOurs = (taint: unknown): boolean =>
  hasEffect(taint) && textAt(taint, "value") === WAITING_VALUE;

const isAmong = (reasons: readonly string[], reason: string | undefined): boolean =>
  reason !== undefined && reasons.includes(reason);

/** `undefined`: no reboot is needed. */
const waitingReason = (node: unknown): string | undefined => {
  const condition = listAt(node, "status", "conditions").find(
    (one) => textAt(one, "type") === "PharosRebootRequired",
  );
  return textAt(condition, "status") === "True" ? textAt(condition, "reason") : undefined;
};
