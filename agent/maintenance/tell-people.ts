import type { KubernetesObject } from "../host/kubernetes.ts";
import type { RebootSpec } from "../../shared/spec/maintenance-spec.ts";
import type { Happening } from "./perform-step.ts";

export interface NodeEvent {
  /** CamelCase, one word. */
  readonly reason: string;
  readonly message: string;
  /** Part of the object's name. */
  readonly name: string;
  /** A person should look. */
  readonly isBad: boolean;
}

const REASONS: Readonly<Record<Happening["kind"], string>> = {
  begin: "PharosTurn",
  drain: "PharosDrain",
  reboot: "PharosReboot",
  return: "PharosReturned",
  fail: "PharosFailed",
  upgrade: "PharosUpgraded",
};

export const EVENTS_PATH = "/api/v1/namespaces/default/events";

export const toNodeEvent = ({ kind, text }: Happening): NodeEvent => ({
  reason: REASONS[kind],
  message: text,
  name: kind,
  isBad: kind === "fail",
});

/** An Event of the node, as kubelets write them. */
export const renderNodeEvent = (
  node: string,
  { reason, message, name, isBad }: NodeEvent,
  now: Date,
): KubernetesObject => {
  const at = `${now.toISOString().slice(0, 19)}Z`;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${node}.${now.getTime().toString(16)}.${name}`, namespace: "default" },
    involvedObject: { kind: "Node", name: node, uid: node },
    reason,
    message: message.slice(0, 1_000),
    type: isBad ? "Warning" : "Normal",
    source: { component: "pharos-agent", host: node },
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
};

type Messages = Pick<RebootSpec, "drainMessage" | "rebootMessage" | "uncordonMessage">;

/**
 * For a chat: `{"text": …}` is what Slack, Mattermost and others take. `messages` have `%s` for the
 * node, as kured's templates do.
 */
export const renderMessage = (
  node: string,
  { kind, text }: Happening,
  { drainMessage, rebootMessage, uncordonMessage }: Messages,
): string | undefined => {
  const fill = (template: string): string => template.replaceAll("%s", () => node);
  switch (kind) {
    case "drain":
      return fill(drainMessage ?? "") || `Draining node ${node}: ${text}`;
    case "reboot":
      return fill(rebootMessage ?? "") || `Rebooting node ${node}: ${text}`;
    case "return":
      return fill(uncordonMessage ?? "") || `Node ${node} is back: ${text}`;
    case "fail":
      return `Node ${node}: ${text}`;
    case "begin":
    case "upgrade":
      return undefined;
  }
};
