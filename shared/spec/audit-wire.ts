import type * as wire from "../rpc/gen/audit.ts";
import type { AuditEntry, AuditStep } from "./audit.ts";
import { positive, wireEnum } from "./wire-reader.ts";

export const toWireAuditEntry = (entry: AuditEntry): wire.AuditEntry => {
  switch (entry.kind) {
    case "record": {
      const { step, target, ...record } = entry.record;
      return {
        entry: "record",
        record: { ...record, step: steps.toWire(step), target: { ...target } },
      };
    }
    case "damaged":
      return { entry: "damaged", damaged: { after: entry.after } };
  }
};

/** Undefined for what only newer versions know: skip it. Throws MESSAGE_INVALID. */
export const fromWireAuditEntry = (entry: wire.AuditEntry): AuditEntry | undefined => {
  switch (entry.entry) {
    case "record": {
      const { step, sequence, ...record } = entry.record;
      return {
        kind: "record",
        record: {
          ...record,
          sequence: positive(sequence, "AuditRecord", "sequence"),
          step: steps.fromWire(step, "AuditRecord", "step"),
        },
      };
    }
    case "damaged":
      return { kind: "damaged", after: entry.damaged.after };
    case undefined:
      return undefined;
  }
};

const steps = wireEnum<AuditStep, wire.AuditStep>({
  begun: "AUDIT_STEP_BEGUN",
  ended: "AUDIT_STEP_ENDED",
  refused: "AUDIT_STEP_REFUSED",
});
