import type * as wire from "../rpc/gen/drift.ts";
import { fromWireChange, toWireChange } from "./change-wire.ts";
import type { DriftCorrection, DriftFinding, FindingState, HostDrift } from "./drift.ts";
import { fromWireDriftSpec, toWireDriftSpec } from "./drift-spec-wire.ts";
import { required, wireEnum } from "./wire-reader.ts";

export const toWireHostDrift = (drift: HostDrift): wire.HostDrift => ({
  spec: toWireDriftSpec(drift.spec),
  pause: drift.pause && {
    reason: drift.pause.reason,
    pausedBy: drift.pause.by,
    untilMs: drift.pause.untilMs,
  },
  lookedAtMs: drift.lookedAtMs,
  managed: drift.managed,
  pending: drift.pending,
  digest: drift.digest,
  findings: drift.findings.map((finding) => ({
    ...finding,
    changes: finding.changes.map(toWireChange),
    state: states.toWire(finding.state),
    madeBy: finding.madeBy,
  })),
  corrections: drift.corrections.map((correction) => ({
    ...correction,
    changes: correction.changes.map(toWireChange),
    madeBy: correction.madeBy,
  })),
  unwatched: drift.unwatched,
});

/** Throws MESSAGE_INVALID when a part is missing or a value is unknown. */
export const fromWireHostDrift = (drift: wire.HostDrift): HostDrift => ({
  spec: fromWireDriftSpec(required(drift.spec, "HostDrift", "spec")),
  ...(drift.pause && {
    pause: {
      reason: drift.pause.reason,
      by: drift.pause.pausedBy,
      untilMs: drift.pause.untilMs,
    },
  }),
  ...(drift.lookedAtMs === undefined ? {} : { lookedAtMs: drift.lookedAtMs }),
  managed: drift.managed,
  pending: drift.pending,
  digest: drift.digest,
  findings: drift.findings.map(fromWireFinding),
  corrections: drift.corrections.map(fromWireCorrection),
  ...(drift.unwatched === undefined ? {} : { unwatched: drift.unwatched }),
});

const states = wireEnum<FindingState, wire.FindingState>({
  found: "FINDING_STATE_FOUND",
  reported: "FINDING_STATE_REPORTED",
  waiting: "FINDING_STATE_WAITING",
  left: "FINDING_STATE_LEFT",
  contested: "FINDING_STATE_CONTESTED",
  failed: "FINDING_STATE_FAILED",
  blocked: "FINDING_STATE_BLOCKED",
  settling: "FINDING_STATE_SETTLING",
});

const fromWireFinding = (finding: wire.DriftFinding): DriftFinding => ({
  task: finding.task,
  title: finding.title,
  changes: finding.changes.map(fromWireChange),
  state: states.fromWire(finding.state, "DriftFinding", "state"),
  reason: finding.reason,
  seenAtMs: finding.seenAtMs,
  ...(finding.madeBy === undefined ? {} : { madeBy: finding.madeBy }),
});

const fromWireCorrection = (correction: wire.DriftCorrection): DriftCorrection => ({
  task: correction.task,
  title: correction.title,
  changes: correction.changes.map(fromWireChange),
  seenAtMs: correction.seenAtMs,
  correctedAtMs: correction.correctedAtMs,
  run: correction.run,
  ...(correction.madeBy === undefined ? {} : { madeBy: correction.madeBy }),
});
