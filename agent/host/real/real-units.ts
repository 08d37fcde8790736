import { unitFailed } from "../../../shared/errors/host-errors.ts";
import type { FileReader } from "../files.ts";
import type { ProgramResult } from "../programs.ts";
import type { UnitReader, UnitState, UnitWriter } from "../units.ts";
import { findUnreadDropIn } from "./find-unread-drop-in.ts";
import { gatherCalls } from "./gather-calls.ts";
import { parseUnit, UNIT_PROPERTIES } from "./parse-unit.ts";
import { outputEnd, requireSuccess } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";

const SHOW_LIMIT_MS = 10_000;
const ACTION_LIMIT_MS = 90_000;
const LOG_LIMIT_MS = 10_000;
const LOG_LINES = "20";

type UnitVerb =
  | "enable"
  | "disable"
  | "mask"
  | "unmask"
  | "start"
  | "stop"
  | "restart"
  | "reload-or-restart";

export interface UnitReaderPorts {
  readonly files: FileReader;
  readonly spawnProgram: SpawnProgram;
  readonly nowMs: () => number;
  /** CLOCK_MONOTONIC, what systemd's monotonic times are of. */
  readonly monotonicMs: () => number;
}

export const createUnitReader = (ports: UnitReaderPorts): UnitReader => {
  // systemd 245 (Ubuntu 20.04) does not know --timestamp: its times are then counted back from now.
  let isPrecise: boolean | undefined;
  const ask = async (units: readonly string[]): Promise<ReadonlyMap<string, UnitState>> => {
    const program = `systemctl show ${units.join(" ")}`;
    if (isPrecise !== false) {
      const result = await showUnits(ports, units, ["--timestamp=us+utc"]);
      isPrecise ??= result.exitCode === 0;
      if (isPrecise) return parseUnits(units, requireSuccess(program, result).stdout);
    }
    const result = requireSuccess(program, await showUnits(ports, units, []));
    return parseUnits(units, result.stdout, ports.nowMs() - ports.monotonicMs());
  };
  const stateOf = gatherCalls(ask);
  return {
    show: async (unit) => {
      const state = (await stateOf(unit)) ?? parseUnit("");
      if (state.needsReload || state.load !== "loaded") return state;
      const unread = await findUnreadDropIn(ports.files, unit, state.files);
      return { ...state, needsReload: unread !== undefined };
    },
  };
};

const showUnits = (
  { spawnProgram }: UnitReaderPorts,
  units: readonly string[],
  options: readonly string[],
): Promise<ProgramResult> => {
  const properties = `--property=${UNIT_PROPERTIES.join(",")}`;
  return spawnProgram({
    argv: ["systemctl", "show", ...options, properties, "--", ...units],
    limitMs: SHOW_LIMIT_MS,
  });
};

/** One block of lines per unit, in the order asked, with empty lines between. */
const parseUnits = (
  units: readonly string[],
  text: string,
  monotonicStartMs?: number,
): ReadonlyMap<string, UnitState> => {
  const blocks = text.split("\n\n");
  return new Map(
    units.map((unit, index) => [unit, parseUnit(blocks[index] ?? "", monotonicStartMs)]),
  );
};

export const createUnitWriter = (spawnProgram: SpawnProgram): UnitWriter => {
  const act = (verb: UnitVerb) => (unit: string) => runAction(spawnProgram, verb, unit);
  return {
    reloadDaemon: () => runAction(spawnProgram, "daemon-reload"),
    enable: act("enable"),
    disable: act("disable"),
    mask: act("mask"),
    unmask: act("unmask"),
    start: act("start"),
    stop: act("stop"),
    restart: act("restart"),
    reload: act("reload-or-restart"),
  };
};

const runAction = async (
  spawnProgram: SpawnProgram,
  action: UnitVerb | "daemon-reload",
  unit?: string,
): Promise<void> => {
  const place = unit === undefined ? [] : ["--", unit];
  const argv = ["systemctl", "--no-ask-password", "--quiet", action, ...place];
  const failure = await failureOf(spawnProgram, argv);
  if (failure === undefined) return;
  const log = unit === undefined ? "" : await lastLogLines(spawnProgram, unit);
  throw unitFailed(
    { unit: unit ?? "systemd", action, reason: failure.reason, log },
    { cause: failure.cause },
  );
};

interface Failure {
  readonly reason: string;
  readonly cause?: unknown;
}

/** What went wrong; a time limit is one of the ways. */
const failureOf = async (
  spawnProgram: SpawnProgram,
  argv: readonly string[],
): Promise<Failure | undefined> => {
  let result: ProgramResult;
  try {
    result = await spawnProgram({ argv, limitMs: ACTION_LIMIT_MS });
  } catch (cause) {
    return { reason: cause instanceof Error ? cause.message : String(cause), cause };
  }
  if (result.exitCode === 0) return undefined;
  // Its first line says what happened, the others advise to read the log, which we do.
  const [first = ""] = outputEnd(result).split("\n");
  return { reason: first === "" ? `exit code ${result.exitCode}` : first };
};

const lastLogLines = async (spawnProgram: SpawnProgram, unit: string): Promise<string> => {
  const argv = [
    "journalctl",
    "--no-pager",
    "--quiet",
    "--output=cat",
    "--lines",
    LOG_LINES,
    "--unit",
    unit,
  ];
  try {
    return (await spawnProgram({ argv, limitMs: LOG_LIMIT_MS })).stdout.trimEnd();
  } catch {
    // The log is only the illustration of an error that is thrown anyway.
    return "";
  }
};
