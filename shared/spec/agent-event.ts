import type { RunRecord } from "./run.ts";

/** Why an agent started: what became of the one before it on this host. */
export type StartReason = "first" | "stop" | "crash" | "boot";

/** Where a difference is on its way: seen, put back, or left alone because it comes back again and again. */
export type DriftStep = "detected" | "corrected" | "given-up";

/** What an agent notes that no run did. A new kind: the recipe is in docs/adding.md. */
export type AgentEvent =
  | {
      readonly type: "agent-started";
      readonly after: StartReason;
      readonly version: string;
      /** Hex SHA-256. */
      readonly bundleSha256: string;
      /** Of the kernel; another one after each boot. */
      readonly bootId: string;
    }
  | { readonly type: "agent-stopped" }
  | {
      readonly type: "agent-enrolled";
      readonly requestedBy: string;
      /** Id of the cluster whose agent was replaced. */
      readonly takenFrom?: string;
    }
  | { readonly type: "spec-accepted"; readonly generation: number }
  | {
      readonly type: "membership-accepted";
      readonly number: number;
      /** Hosts that came and left, compared with the membership before. */
      readonly joined: readonly string[];
      readonly left: readonly string[];
      /** How many certificates are revoked now. */
      readonly revoked: number;
    }
  | {
      readonly type: `drift-${DriftStep}`;
      /** Its id, as in plans. */
      readonly task: string;
      readonly title: string;
      /** What becomes of it, or why it was given up; may be empty. */
      readonly reason: string;
      /** Which process or command made it, if it can be known. */
      readonly madeBy?: string;
      /** The agent's own run that put it back. */
      readonly correctedBy?: string;
    }
  | {
      readonly type: "certificate-renewed";
      /** File on the host. */
      readonly path: string;
      /** Hex, lower case. */
      readonly serial: string;
      /** Milliseconds since 1970. */
      readonly notAfterMs: number;
    }
  | {
      readonly type: "disruption";
      readonly stage: DisruptionStage;
      /** Why, or what came of it. */
      readonly text: string;
    }
  | {
      readonly type: "snapshot-copied";
      /** In the store. */
      readonly name: string;
    }
  | { readonly type: "snapshot-copy-failed"; readonly reason: string };

/** A step of a reboot or an upgrade that the agent makes by itself. */
export type DisruptionStage = "begin" | "drain" | "reboot" | "return" | "fail" | "upgrade";

/** An event with its place: the sequence has no gaps within one host. */
export interface AgentRecord {
  /** So that it can be told from a record of a run. */
  readonly run?: undefined;
  readonly host: string;
  readonly sequence: number;
  readonly atMs: number;
  readonly event: AgentEvent;
}

/** All that an agent tells of what happened: one vocabulary for runs and for what is outside of them. */
export type HostRecord = RunRecord | AgentRecord;
