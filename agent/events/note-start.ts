import type { AgentEvent, AgentRecord, StartReason } from "../../shared/spec/agent-event.ts";

export interface ThisStart {
  readonly version: string;
  readonly bundleSha256: string;
  readonly bootId: string;
}

/** What is to be noted of a start, by what is known of the one before. */
export const startEvent = (past: readonly AgentRecord[], start: ThisStart): AgentEvent => ({
  type: "agent-started",
  after: reasonOf(past, start.bootId),
  ...start,
});

const reasonOf = (past: readonly AgentRecord[], bootId: string): StartReason => {
  const index = past.findLastIndex(({ event }) => event.type === "agent-started");
  const before = past[index]?.event;
  if (before?.type !== "agent-started") return "first";
  if (before.bootId !== bootId) return "boot";
  const isStopped = past.slice(index).some(({ event }) => event.type === "agent-stopped");
  return isStopped ? "stop" : "crash";
};
