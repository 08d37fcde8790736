import {
  programOutcomeUnknown,
  programTimedOut,
  taskUnitNotStarted,
} from "../../../shared/errors/host-errors.ts";
import type { FileReader, FileWriter } from "../files.ts";
import type { ProgramResult, ProgramRun } from "../programs.ts";
import { findProgram } from "./find-program.ts";
import { outputEnd } from "./require-success.ts";
import { PROGRAM_ENVIRONMENT, type SpawnProgram } from "./spawn-program.ts";
import {
  outputFolder,
  outputPath,
  type TaskUnit,
  type TaskUnitRecord,
  toUnitName,
} from "./task-unit.ts";
import { TaskUnitRecords } from "./task-unit-records.ts";
import { type TaskUnitState, waitForUnit } from "./task-unit-state.ts";

export interface TaskProgramPorts {
  readonly files: FileReader & FileWriter;
  /** `/` on a host. */
  readonly root: string;
  readonly spawnProgram: SpawnProgram;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
}

/** More than a task says of its programs: apt's needs. */
export interface TaskProgram extends ProgramRun {
  /** Read-only bind mounts that only this program sees: `[source, place]`; the place must exist. */
  readonly mounts?: readonly (readonly [string, string])[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A file of further variables, which may be missing: passwords of proxies are in no argument. */
  readonly environmentFile?: string;
}

/** Runs a program in a transient unit, or takes the result of one that is there; any exit code is a result. */
export type RunTaskProgram = (program: TaskProgram) => Promise<ProgramResult>;

export interface TaskPrograms {
  readonly run: RunTaskProgram;
  /** Whether one with these words is there since an earlier life of the agent, and its result to be taken. */
  readonly goesOn: (argv: readonly string[]) => Promise<boolean>;
}

const START_LIMIT_MS = 30_000;
const NOT_FOUND = 127;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

export const createTaskPrograms = (
  ports: TaskProgramPorts,
  { work, taskNumber }: Pick<TaskUnit, "work" | "taskNumber">,
): TaskPrograms => {
  const records = new TaskUnitRecords(ports.files, { work, taskNumber });
  const forgetOtherBoots = async (): Promise<string> => {
    const bootId = (await ports.files.read("/proc/sys/kernel/random/boot_id"))?.trim() ?? "";
    await records.forgetOtherBoots(bootId);
    return bootId;
  };
  const goesOn: TaskPrograms["goesOn"] = async (argv) => {
    await forgetOtherBoots();
    const letter = await records.find(argv);
    if (letter === undefined) return false;
    const state = await waitForUnit(ports, toUnitName({ work, taskNumber, letter }), 0);
    return state.kind !== "absent";
  };
  const run: RunTaskProgram = async (program) => {
    const path = await findProgram(ports.files, program.argv[0] ?? "");
    if (path === undefined) return notFound(program);
    const bootId = await forgetOtherBoots();
    const found = await records.find(program.argv);
    const letter = found ?? LETTERS[await records.count()];
    if (letter === undefined) {
      throw taskUnitNotStarted({
        reason: program.reason,
        unit: work,
        stderr: "too many programs in one task",
      });
    }
    const unit: TaskUnit = { work, taskNumber, letter };
    if (found === undefined) await prepare(ports, unit, { argv: program.argv, bootId });
    return await bringToEnd(
      ports,
      unit,
      { ...program, argv: [path, ...program.argv.slice(1)] },
      program,
    );
  };
  return { run, goesOn };
};

const notFound = (program: TaskProgram): ProgramResult => ({
  argv: program.argv,
  exitCode: NOT_FOUND,
  stdout: "",
  stderr: `${program.argv[0] ?? ""}: not found`,
});

/** The record goes first: a unit without one would never be found again. */
const prepare = async (
  ports: TaskProgramPorts,
  unit: TaskUnit,
  record: TaskUnitRecord,
): Promise<void> => {
  const path = outputPath(unit);
  await ports.files.makeDirectory(outputFolder(unit.work), { mode: 0o700 });
  // Made here because systemd would make them readable for all, and `truncate:` is unknown before 248.
  await ports.files.write(`${path}.stdout`, "", { mode: 0o600 });
  await ports.files.write(`${path}.stderr`, "", { mode: 0o600 });
  await ports.files.write(`${path}.json`, JSON.stringify(record), { mode: 0o600 });
};

const bringToEnd = async (
  ports: TaskProgramPorts,
  unit: TaskUnit,
  program: TaskProgram,
  asked: TaskProgram,
): Promise<ProgramResult> => {
  const name = toUnitName(unit);
  const first = await waitForUnit(ports, name, 0);
  if (first.kind === "absent") await start(ports, unit, program);
  const state = await waitForUnit(ports, name, program.limitMs);
  const path = outputPath(unit);
  const stdout = (await ports.files.read(`${path}.stdout`)) ?? "";
  const stderr = (await ports.files.read(`${path}.stderr`)) ?? "";
  await ports.files.remove(`${path}.json`);
  await forgetUnit(ports.spawnProgram, name, state);
  return toResult(state, { argv: asked.argv, stdout, stderr }, asked, name);
};

const start = async (
  ports: TaskProgramPorts,
  unit: TaskUnit,
  program: TaskProgram,
): Promise<void> => {
  const { spawnProgram } = ports;
  const name = toUnitName(unit);
  const argv = [
    "systemd-run",
    ...startOptions(ports.root, unit, program),
    "--",
    ...program.argv.map(escapeVariables),
  ];
  const result = await spawnProgram({ argv, limitMs: START_LIMIT_MS });
  // A program that cannot be executed is a failed unit, and that is a result like others.
  if (result.exitCode === 0 || (await waitForUnit(ports, name, 0)).kind !== "absent") return;
  await ports.files.remove(`${outputPath(unit)}.json`);
  throw taskUnitNotStarted({ reason: program.reason, unit: name, stderr: outputEnd(result) });
};

/** systemd puts variables in, as ExecStart= does; the option that forbids it is younger than 252. */
const escapeVariables = (word: string): string => word.replaceAll("$", "$$$$");

const startOptions = (root: string, unit: TaskUnit, program: TaskProgram): readonly string[] => {
  const path = `${root === "/" ? "" : root}${outputPath(unit)}`;
  const environment = { ...PROGRAM_ENVIRONMENT, ...program.environment };
  return [
    "--quiet",
    "--no-ask-password",
    `--unit=${toUnitName(unit)}`,
    `--description=pharos: ${program.reason}`,
    // Keeps the result until we have taken it; failed units are kept anyway.
    "--remain-after-exit",
    "--property=Type=exec",
    `--property=RuntimeMaxSec=${Math.ceil(program.limitMs / 1000)}`,
    "--property=TimeoutStopSec=30",
    `--property=StandardOutput=file:${path}.stdout`,
    `--property=StandardError=file:${path}.stderr`,
    ...(program.mounts ?? []).map(
      ([source, place]) => `--property=BindReadOnlyPaths=${source}:${place}`,
    ),
    ...(program.environmentFile === undefined
      ? []
      : [`--property=EnvironmentFile=-${program.environmentFile}`]),
    ...Object.entries(environment).map(([key, value]) => `--setenv=${key}=${value}`),
  ];
};

/** Whatever systemctl says, the result has been taken. */
const forgetUnit = async (
  spawnProgram: SpawnProgram,
  name: string,
  state: TaskUnitState,
): Promise<void> => {
  const verb = state.kind === "ended" && state.exitCode === 0 ? "stop" : "reset-failed";
  await spawnProgram({ argv: ["systemctl", "--quiet", verb, "--", name], limitMs: START_LIMIT_MS });
};

const toResult = (
  state: TaskUnitState,
  output: Pick<ProgramResult, "argv" | "stdout" | "stderr">,
  { reason, limitMs }: TaskProgram,
  unit: string,
): ProgramResult => {
  switch (state.kind) {
    case "ended":
      return { ...output, exitCode: state.exitCode };
    case "timed-out":
    case "running":
      throw programTimedOut({ reason, limitMs });
    case "absent":
      throw programOutcomeUnknown({ reason, unit });
  }
};
