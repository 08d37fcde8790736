import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { HostFacts } from "../../shared/spec/facts.ts";
import type { HostPlan } from "../../shared/spec/run.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { HostProbe } from "../bootstrap/probe-host.ts";
import type { KeptDocuments } from "../bootstrap/read-kept-documents.ts";
import type { SshSession } from "../bootstrap/ssh-session.ts";
import type { StagedAgent } from "../bootstrap/stage-agent.ts";

/** The way to a host: its enrolled agent, or SSH with an agent that is only staged. */
export type HostLink = AgentLink | SshLink;

export interface AgentLink {
  readonly kind: "agent";
  readonly connection: AgentConnection;
  readonly facts: HostFacts;
  /** What the host accepted last; generation 0: nothing yet. */
  readonly spec: { readonly generation: number; readonly digest: string };
  /** That spec itself without its firewall, to compare with what is wanted now. */
  readonly accepted?: NodeSpec;
  /** What that spec would change now; absent: none is accepted, or it could not be planned. */
  readonly currentPlan?: HostPlan;
  readonly membershipNumber: number;
  /** Name of the agent's build. */
  readonly build: string;
  readonly certificateEndsAtMs: number;
  /** When the first of the intermediates ends that the host knows; 0: it does not tell. */
  readonly authoritiesEndAtMs: number;
  /** Of the authorities that it was told last; 0: those of its enrolment. */
  readonly trustNumber: number;
  /** The host's clock minus ours; see `clockOffsetMs`. */
  readonly clockOffsetMs: number;
}

export interface SshLink {
  readonly kind: "ssh";
  readonly session: SshSession;
  readonly probe: HostProbe;
  readonly staged: StagedAgent;
  readonly facts: HostFacts;
  /** What the agent has accepted that is there and does not answer, or is another cluster's; `{}` without one. */
  readonly kept: KeptDocuments;
}

/** The spec that a host has accepted last, however that is known. */
export const acceptedSpec = (
  link: Pick<AgentLink, "kind" | "accepted"> | Pick<SshLink, "kind" | "kept">,
): NodeSpec | undefined => (link.kind === "agent" ? link.accepted : link.kept.spec);
