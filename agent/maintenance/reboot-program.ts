import type { RebootSpec } from "../../shared/spec/maintenance-spec.ts";

/** In a unit of its own: the agent's has no right to do either. */
const AS_UNIT: readonly string[] = ["systemd-run", "--quiet", "--collect", "--"];

/** What tells the host to go down. */
export const toRebootProgram = ({
  rebootProgram,
  rebootSignal,
}: Pick<RebootSpec, "rebootProgram" | "rebootSignal">): readonly string[] => {
  if (rebootSignal !== undefined) return [...AS_UNIT, "kill", "-s", String(rebootSignal), "1"];
  return rebootProgram === undefined
    ? ["systemctl", "--no-ask-password", "reboot"]
    : [...AS_UNIT, rebootProgram];
};
