import type * as wire from "../rpc/gen/common.ts";
import type { Taint } from "./node-spec.ts";
import { wireEnum } from "./wire-reader.ts";

export const toWireTaint = (taint: Taint): wire.Taint => ({
  key: taint.key,
  value: taint.value,
  effect: effects.toWire(taint.effect),
});

export const fromWireTaint = (taint: wire.Taint): Taint => ({
  key: taint.key,
  ...(taint.value !== undefined && { value: taint.value }),
  effect: effects.fromWire(taint.effect, "Taint", "effect"),
});

const effects = wireEnum<Taint["effect"], wire.TaintEffect>({
  NoSchedule: "TAINT_EFFECT_NO_SCHEDULE",
  PreferNoSchedule: "TAINT_EFFECT_PREFER_NO_SCHEDULE",
  NoExecute: "TAINT_EFFECT_NO_EXECUTE",
});
