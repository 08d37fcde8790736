import type { FileReader } from "../files.ts";
import { parseProperties } from "./parse-unit.ts";
import { requireSuccess } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";

export type TaskUnitState =
  | { readonly kind: "absent" }
  | { readonly kind: "running"; readonly processId?: number }
  | { readonly kind: "ended"; readonly exitCode: number }
  | { readonly kind: "timed-out" };

export interface UnitWaitPorts {
  readonly files: FileReader;
  readonly spawnProgram: SpawnProgram;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
}

const SHOW_LIMIT_MS = 10_000;
const FIRST_PAUSE_MS = 10;
/** Between the end of its process and the end of the unit. */
const NO_PROCESS_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
/** systemd is asked this often even while the process is there. */
const ASK_EVERY_MS = 5000;
/** RuntimeMaxSec ends the program, SIGKILL comes 30 s later: our own limit is only for a stuck systemd. */
const GRACE_MS = 45_000;

const PROPERTIES = "LoadState,ActiveState,SubState,Result,MainPID,ExecMainCode,ExecMainStatus";

/** Waits until the unit's program has ended or its limit is over; with limit 0 looks once. */
export const waitForUnit = async (
  ports: UnitWaitPorts,
  unit: string,
  limitMs: number,
): Promise<TaskUnitState> => {
  const endMs = ports.elapsedMs() + limitMs + GRACE_MS;
  for (;;) {
    const state = await showUnit(ports.spawnProgram, unit);
    if (state.kind !== "running" || limitMs === 0 || ports.elapsedMs() >= endMs) return state;
    await waitForProcess(ports, state.processId);
  }
};

const showUnit = async (spawnProgram: SpawnProgram, unit: string): Promise<TaskUnitState> => {
  const argv = ["systemctl", "show", `--property=${PROPERTIES}`, "--", unit];
  const result = await spawnProgram({ argv, limitMs: SHOW_LIMIT_MS });
  return toTaskUnitState(requireSuccess(`systemctl show ${unit}`, result).stdout);
};

/** Reads `systemctl show` of a unit with RemainAfterExit; the exit code of a killed program is 128 + signal. */
export const toTaskUnitState = (text: string): TaskUnitState => {
  const properties = parseProperties(text);
  const active = properties.get("ActiveState");
  const state = `${active}/${properties.get("SubState")}`;
  if (active === "failed" && properties.get("Result") === "timeout") return { kind: "timed-out" };
  if (active === "failed" || state === "active/exited") {
    const status = Number(properties.get("ExecMainStatus"));
    // ExecMainCode is waitid's si_code: 1 is CLD_EXITED, others are signals.
    return {
      kind: "ended",
      exitCode: properties.get("ExecMainCode") === "1" ? status : 128 + status,
    };
  }
  if (properties.get("LoadState") === "not-found" || active === "inactive")
    return { kind: "absent" };
  const processId = Number(properties.get("MainPID"));
  return { kind: "running", ...(processId > 0 ? { processId } : {}) };
};

/** A look into /proc costs nothing; systemd reaps the process, so when it is gone the result is known. */
const waitForProcess = async (
  ports: UnitWaitPorts,
  processId: number | undefined,
): Promise<void> => {
  const endMs = ports.elapsedMs() + ASK_EVERY_MS;
  if (processId === undefined) return await ports.sleep(NO_PROCESS_PAUSE_MS);
  let pauseMs = FIRST_PAUSE_MS;
  do {
    await ports.sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  } while (
    ports.elapsedMs() < endMs &&
    (await ports.files.stat(`/proc/${processId}`)) !== undefined
  );
};
