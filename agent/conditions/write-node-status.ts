import type { NodeApi } from "../host/node-api.ts";
import { listAt, textAt } from "../../shared/spec/json-path.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";
import { nodePath } from "../kubernetes/node-marks.ts";
import { EVENTS_PATH, renderNodeEvent } from "../maintenance/tell-people.ts";
import type { NodeCondition } from "./node-conditions.ts";

export interface NodeStatus {
  readonly conditions: readonly NodeCondition[];
  readonly annotations: Readonly<Record<string, string>>;
}

interface StatusPorts {
  readonly api: NodeApi;
  readonly node: string;
  readonly now: () => Date;
}

/**
 * Puts conditions and annotations on the node as the node itself, and an Event where a condition has
 * turned. Others' conditions stay as they are. `false`: the cluster has no such node, or nobody can be
 * asked. Throws where the API server refuses.
 */
export const writeNodeStatus = async (
  ports: StatusPorts,
  { conditions, annotations }: NodeStatus,
): Promise<boolean> => {
  const { api, node, now } = ports;
  const found = await api({ method: "GET", path: nodePath(node) });
  if (found.kind !== "ok") return false;
  const at = toTime(now());
  const before = listAt(found.object, "status", "conditions");
  const known = (type: string) => before.find((one) => textAt(one, "type") === type);
  const hasTurned = ({ type, status }: NodeCondition): boolean =>
    textAt(known(type), "status") !== status;
  const written = conditions.map((condition) => ({
    ...condition,
    lastHeartbeatTime: at,
    lastTransitionTime: hasTurned(condition)
      ? at
      : (textAt(known(condition.type), "lastTransitionTime") ?? at),
  }));
  const status = { method: "PATCH", path: `${nodePath(node)}/status`, patch: "strategic" } as const;
  requireObject(await api({ ...status, body: { status: { conditions: written } } }), "the status");
  const isNew = ([key, value]: readonly [string, string]): boolean =>
    textAt(found.object, "metadata", "annotations", key) !== value;
  if (Object.entries(annotations).some(isNew))
    requireObject(
      await api({ method: "PATCH", path: nodePath(node), body: { metadata: { annotations } } }),
      "annotations",
    );
  for (const condition of conditions.filter(hasTurned)) await tellTurn(ports, condition);
  return true;
};

/** An Event is for people who look: nothing hangs on it. */
const tellTurn = async (
  { api, node, now }: StatusPorts,
  { type, status, reason, message }: NodeCondition,
): Promise<void> => {
  const isBad = status === (type === "PharosConverged" ? "False" : "True");
  const event = { reason, message, name: `${type}.${status}`.toLowerCase(), isBad };
  const body = renderNodeEvent(node, event, now());
  await api({ method: "POST", path: EVENTS_PATH, body });
};

const toTime = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
