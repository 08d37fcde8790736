import type { Membership } from "../../shared/spec/membership.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { NetworkReader } from "../host/network.ts";

/** Where Weave's router tells its status on every host, to the host alone. */
const STATUS = { port: 6782, path: "/status" } as const;

interface NetworkPlace {
  readonly network: Pick<NetworkReader, "askLoopback">;
  readonly spec: Pick<NodeSpec, "ensure" | "network"> | undefined;
  readonly members: Membership["members"];
}

/** What is wrong with the pod network of this host, as its provider says; empty: nothing, or there is nobody to ask. */
export const readNetworkProblem = async ({
  network,
  spec,
  members,
}: NetworkPlace): Promise<string> => {
  if (spec?.ensure !== "present" || spec.network.provider !== "weave") return "";
  const answer = await network.askLoopback(STATUS.port, STATUS.path);
  if (answer.kind === "failed") return `Weave does not tell its status: ${answer.reason}`;
  const others = members.filter(({ state }) => state === "member").length - 1;
  return problemOf(answer.text, others);
};

/** A router always counts one connection that failed: that to itself. So what stands is counted, not what fails. */
const problemOf = (status: string, others: number): string => {
  const [, router = "", ipam = ""] = status.split(/^\s*Service: (?:router|ipam)$/m);
  const addresses = /^\s*Status: (.+)$/m.exec(ipam)?.[1] ?? "unknown";
  if (addresses !== "ready") return `Weave has no pod addresses to give: ${addresses}`;
  const established = Number(/^\s*Connections: .*?(\d+) established/m.exec(router)?.[1] ?? 0);
  return established < others ? `Weave reaches ${established} of ${others} other hosts` : "";
};
