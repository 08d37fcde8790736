import type { FileReader, FileWriter } from "../files.ts";
import { requireSuccess } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";
import { outputPath, parseUnitName, TASK_UNIT_PATTERN } from "./task-unit.ts";

export interface LeftoverPorts {
  readonly files: FileReader & FileWriter;
  readonly spawnProgram: SpawnProgram;
  readonly nowMs: () => number;
}

const LIMIT_MS = 10_000;
/** A run that goes on asks for a result at once; one that nobody took for so long will not be taken. */
const RESULT_KEPT_MS = 60 * 60_000;

/** Names of our transient units that still run; ended ones that nobody will ask for are forgotten. */
export const listLeftoverUnits = async (
  ports: LeftoverPorts,
  isOver: (work: string) => boolean = () => false,
): Promise<readonly string[]> => {
  const argv = [
    "systemctl",
    "list-units",
    "--all",
    "--plain",
    "--no-legend",
    "--full",
    TASK_UNIT_PATTERN,
  ];
  const { stdout } = requireSuccess(
    "systemctl list-units",
    await ports.spawnProgram({ argv, limitMs: LIMIT_MS }),
  );
  const units = stdout.split("\n").flatMap((line) => {
    const [name = "", , , state = ""] = line.trim().split(/\s+/);
    return name === "" ? [] : [{ name, ended: ["exited", "failed", "dead"].includes(state) }];
  });
  for (const { name } of units.filter(({ ended }) => ended)) await forgetStale(ports, name, isOver);
  return units.filter(({ ended }) => !ended).map(({ name }) => name);
};

const forgetStale = async (
  { files, spawnProgram, nowMs }: LeftoverPorts,
  name: string,
  isOver: (work: string) => boolean,
): Promise<void> => {
  const unit = parseUnitName(name);
  if (unit === undefined) return;
  const record = `${outputPath(unit)}.json`;
  const stat = await files.stat(record);
  const isFresh = stat !== undefined && nowMs() - stat.changedAtMs < RESULT_KEPT_MS;
  if (isFresh && !isOver(unit.work)) return;
  await files.remove(record);
  for (const verb of ["stop", "reset-failed"]) {
    await spawnProgram({ argv: ["systemctl", "--quiet", verb, "--", name], limitMs: LIMIT_MS });
  }
};
