import type * as wire from "../rpc/gen/event.ts";
import type {
  AgentEvent,
  AgentRecord,
  DisruptionStage,
  DriftStep,
  HostRecord,
  StartReason,
} from "./agent-event.ts";
import { fromWireRunRecord, toWireRunRecord } from "./run-record-wire.ts";
import { positive, required, wireEnum } from "./wire-reader.ts";

export const toWireEventRecord = (record: HostRecord): wire.EventRecord =>
  record.run === undefined
    ? { record: "agent", agent: toWireAgentRecord(record) }
    : { record: "run", run: toWireRunRecord(record) };

/** Undefined for what only newer versions know: skip it. Throws MESSAGE_INVALID. */
export const fromWireEventRecord = (record: wire.EventRecord): HostRecord | undefined => {
  switch (record.record) {
    case "run":
      return fromWireRunRecord(record.run);
    case "agent":
      return fromWireAgentRecord(record.agent);
    case undefined:
      return undefined;
  }
};

const toWireAgentRecord = ({ host, sequence, atMs, event }: AgentRecord): wire.AgentRecord => ({
  host,
  sequence,
  atMs,
  event: toWireEvent(event),
});

const fromWireAgentRecord = (record: wire.AgentRecord): AgentRecord | undefined => {
  const event = fromWireEvent(required(record.event, "AgentRecord", "event"));
  if (event === undefined) return undefined;
  const { host, atMs } = record;
  return { host, sequence: positive(record.sequence, "AgentRecord", "sequence"), atMs, event };
};

const toWireEvent = (event: AgentEvent): wire.AgentEvent => {
  switch (event.type) {
    case "agent-started": {
      const { after, version, bundleSha256, bootId } = event;
      const agentStarted = { after: reasons.toWire(after), version, bundleSha256, bootId };
      return { event: "agentStarted", agentStarted };
    }
    case "agent-stopped":
      return { event: "agentStopped", agentStopped: {} };
    case "agent-enrolled": {
      const { requestedBy, takenFrom } = event;
      return { event: "agentEnrolled", agentEnrolled: { requestedBy, takenFrom } };
    }
    case "spec-accepted":
      return { event: "specAccepted", specAccepted: { generation: event.generation } };
    case "membership-accepted": {
      const { number, joined, left, revoked } = event;
      const membershipAccepted = { number, joined: [...joined], left: [...left], revoked };
      return { event: "membershipAccepted", membershipAccepted };
    }
    case "drift-detected":
    case "drift-corrected":
    case "drift-given-up": {
      const { type, task, title, reason, madeBy, correctedBy: run } = event;
      const step = steps.toWire(stepOf[type]);
      return { event: "drift", drift: { step, task, title, reason, madeBy, run } };
    }
    case "certificate-renewed": {
      const { path, serial, notAfterMs } = event;
      return { event: "certificateRenewed", certificateRenewed: { path, serial, notAfterMs } };
    }
    case "disruption": {
      const { stage, text } = event;
      return { event: "disruption", disruption: { stage: stages.toWire(stage), text } };
    }
    case "snapshot-copied":
      return { event: "snapshotCopied", snapshotCopied: { name: event.name } };
    case "snapshot-copy-failed":
      return { event: "snapshotCopyFailed", snapshotCopyFailed: { reason: event.reason } };
  }
};

const fromWireEvent = (event: wire.AgentEvent): AgentEvent | undefined => {
  switch (event.event) {
    case "agentStarted": {
      const { after, version, bundleSha256, bootId } = event.agentStarted;
      return {
        type: "agent-started",
        after: reasons.fromWire(after, "AgentStarted", "after"),
        version,
        bundleSha256,
        bootId,
      };
    }
    case "agentStopped":
      return { type: "agent-stopped" };
    case "agentEnrolled": {
      const { requestedBy, takenFrom } = event.agentEnrolled;
      return {
        type: "agent-enrolled",
        requestedBy,
        ...(takenFrom === undefined ? {} : { takenFrom }),
      };
    }
    case "specAccepted":
      return { type: "spec-accepted", generation: event.specAccepted.generation };
    case "membershipAccepted": {
      const { number, joined, left, revoked } = event.membershipAccepted;
      return { type: "membership-accepted", number, joined, left, revoked };
    }
    case "drift": {
      const { step, task, title, reason, madeBy, run } = event.drift;
      return {
        type: `drift-${steps.fromWire(step, "DriftEvent", "step")}`,
        task,
        title,
        reason,
        ...(madeBy === undefined ? {} : { madeBy }),
        ...(run === undefined ? {} : { correctedBy: run }),
      };
    }
    case "certificateRenewed": {
      const { path, serial, notAfterMs } = event.certificateRenewed;
      return { type: "certificate-renewed", path, serial, notAfterMs };
    }
    case "disruption": {
      const { stage, text } = event.disruption;
      return { type: "disruption", stage: stages.fromWire(stage, "DisruptionStep", "stage"), text };
    }
    case "snapshotCopied":
      return { type: "snapshot-copied", name: event.snapshotCopied.name };
    case "snapshotCopyFailed":
      return { type: "snapshot-copy-failed", reason: event.snapshotCopyFailed.reason };
    case undefined:
      return undefined;
  }
};

const stepOf = {
  "drift-detected": "detected",
  "drift-corrected": "corrected",
  "drift-given-up": "given-up",
} as const;

const steps = wireEnum<DriftStep, wire.DriftStep>({
  detected: "DRIFT_STEP_DETECTED",
  corrected: "DRIFT_STEP_CORRECTED",
  "given-up": "DRIFT_STEP_GIVEN_UP",
});

const stages = wireEnum<DisruptionStage, wire.DisruptionStage>({
  begin: "DISRUPTION_STAGE_BEGIN",
  drain: "DISRUPTION_STAGE_DRAIN",
  reboot: "DISRUPTION_STAGE_REBOOT",
  return: "DISRUPTION_STAGE_RETURN",
  fail: "DISRUPTION_STAGE_FAIL",
  upgrade: "DISRUPTION_STAGE_UPGRADE",
});

const reasons = wireEnum<StartReason, wire.StartReason>({
  first: "START_REASON_FIRST",
  stop: "START_REASON_STOP",
  crash: "START_REASON_CRASH",
  boot: "START_REASON_BOOT",
});
