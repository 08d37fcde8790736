import type { Log } from "../../shared/log/log.ts";
import type { RebootSpec } from "../../shared/spec/maintenance-spec.ts";
import type { FileReader } from "../host/files.ts";
import type { ProgramResult } from "../host/programs.ts";

export interface SentinelPorts {
  readonly files: Pick<FileReader, "stat">;
  /** Runs a program as root; gives its result, whatever that is. */
  readonly tryProgram: (argv: readonly string[]) => Promise<ProgramResult>;
  readonly log: Log;
}

/** Ends of a program that stand for an answer: 0 a reboot is needed, 1 it is not. */
const ANSWERS: readonly number[] = [0, 1];

/**
 * Why a reboot is needed; `undefined`: it is not. A program that cannot be run, hangs or ends with
 * anything but 0 asks for none, as with kured: a broken one must not reboot a cluster. The log says so.
 */
export const findSentinel = async (
  { sentinel, sentinelProgram }: Pick<RebootSpec, "sentinel" | "sentinelProgram">,
  { files, tryProgram, log }: SentinelPorts,
): Promise<string | undefined> => {
  if (sentinelProgram === undefined)
    return (await files.stat(sentinel)) === undefined ? undefined : `${sentinel} is there`;
  const quiet = ["--quiet", "--wait", "--pipe", "--collect", "--property=RuntimeMaxSec=60"];
  try {
    const argv = ["systemd-run", ...quiet, "--", sentinelProgram];
    const { exitCode, stderr } = await tryProgram(argv);
    if (!ANSWERS.includes(exitCode))
      log.warn("the sentinel program is broken", { program: sentinelProgram, exitCode, stderr });
    return exitCode === 0 ? `${sentinelProgram} says so` : undefined;
  } catch (error) {
    log.warn("the sentinel program is broken", { program: sentinelProgram, error: String(error) });
    return undefined;
  }
};
