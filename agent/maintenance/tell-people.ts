import type { KubernetesObject } from "../host/kubernetes.ts";
import type { Happening } from "./perform-step.ts";

const REASONS: Readonly<Record<Happening["kind"], string>> = {
  begin: "PharosTurn",
  drain: "PharosDrain",
  reboot: "PharosReboot",
  return: "PharosReturned",
  fail: "PharosFailed",
  upgrade: "PharosUpgraded",
};

export const EVENTS_PATH = "/api/v1/namespaces/default/events";

/** An Event of the node, as kubelets write them. */
export const renderNodeEvent = (
  node: string,
  { kind, text }: Happening,
  now: Date,
): KubernetesObject => {
  const at = `${now.toISOString().slice(0, 19)}Z`;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${node}.${now.getTime().toString(16)}.${kind}`, namespace: "default" },
    involvedObject: { kind: "Node", name: node, uid: node },
    reason: REASONS[kind],
    message: text.slice(0, 1_000),
    type: kind === "fail" ? "Warning" : "Normal",
    source: { component: "pharos-agent", host: node },
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
};

/** For a chat: `{"text": …}` is what Slack, Mattermost and others take. */
export const renderMessage = (node: string, { kind, text }: Happening): string | undefined => {
  switch (kind) {
    case "drain":
      return `Draining node ${node}: ${text}`;
    case "reboot":
      return `Rebooting node ${node}: ${text}`;
    case "return":
      return `Node ${node} is back: ${text}`;
    case "fail":
      return `Node ${node}: ${text}`;
    case "begin":
    case "upgrade":
      return undefined;
  }
};
