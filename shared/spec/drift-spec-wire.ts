import type * as wire from "../rpc/gen/spec.ts";
import type { DriftSpec } from "./node-spec.ts";
import { positive, wireEnum } from "./wire-reader.ts";

export const toWireDriftSpec = ({ mode, intervalMs }: DriftSpec): wire.DriftSpec => ({
  mode: modes.toWire(mode),
  intervalMs,
});

/** Absent in specs of earlier versions: nobody has signed that the agent may do anything. */
export const fromWireDriftSpec = (spec: wire.DriftSpec | undefined): DriftSpec =>
  spec === undefined
    ? { mode: "off", intervalMs: 300_000 }
    : {
        mode: modes.fromWire(spec.mode, "DriftSpec", "mode"),
        intervalMs: positive(spec.intervalMs, "DriftSpec", "intervalMs"),
      };

const modes = wireEnum<DriftSpec["mode"], wire.DriftMode>({
  correct: "DRIFT_MODE_CORRECT",
  report: "DRIFT_MODE_REPORT",
  off: "DRIFT_MODE_OFF",
});
