import {
  bootstrapFailed,
  bootstrapTimeout,
  sshLoginRefused,
} from "../../shared/errors/ssh-errors.ts";
import { type SshResult, runSsh } from "./run-ssh.ts";
import { type SshSettings, quoteWord, sshArguments } from "./ssh-arguments.ts";
import type { SshTarget } from "./ssh-target.ts";

export interface SshCommand {
  /** What is being done, for errors: `upload the agent`. */
  readonly step: string;
  readonly argv: readonly string[];
  readonly input?: AsyncIterable<Uint8Array> | string;
  readonly limitMs: number;
  readonly signal?: AbortSignal;
  readonly onOutput?: (text: string) => void;
  /** As of `SshRun`. */
  readonly outputLimitBytes?: number;
}

/** A host whose key is trusted, over one shared connection. */
export interface SshSession {
  readonly target: SshTarget;
  /** As the login user. Any exit code but 255 (ssh's own) is an answer. */
  readonly run: (command: SshCommand) => Promise<SshResult & { readonly exitCode: number }>;
  /** As root (through sudo unless the user is root); an exit code other than 0 is `BOOTSTRAP_FAILED`. */
  readonly runAsRoot: (command: SshCommand) => Promise<string>;
  readonly close: () => Promise<void>;
}

const SSH_FAILED = 255;

/** Opens nothing by itself: the first command connects. */
export const createSshSession = (target: SshTarget, settings: SshSettings): SshSession => {
  const base = ["ssh", ...sshArguments(target, settings)];
  let isShared = false;
  const run: SshSession["run"] = async (command) => {
    const { step, limitMs, outputLimitBytes } = command;
    isShared = settings.controlFolder !== undefined;
    const result = await runSsh({
      argv: [...base, command.argv.map(quoteWord).join(" ")],
      limitMs,
      ...(command.input === undefined ? {} : { input: command.input }),
      ...(command.signal === undefined ? {} : { signal: command.signal }),
      ...(command.onOutput === undefined ? {} : { onOutput: command.onOutput }),
      ...(outputLimitBytes === undefined ? {} : { outputLimitBytes }),
    });
    command.signal?.throwIfAborted();
    const { exitCode } = result;
    if (result.timedOut)
      throw bootstrapTimeout({ host: target.name, step, limitSeconds: limitMs / 1000 });
    if (exitCode === SSH_FAILED || exitCode === undefined) {
      throw sshLoginRefused({
        host: target.name,
        user: target.user,
        reason: lastLine(result.stderr),
      });
    }
    return { ...result, exitCode };
  };
  return {
    target,
    run,
    runAsRoot: async (command) => {
      const sudo = target.user === "root" ? [] : ["sudo", "-n", "--"];
      const { exitCode, stdout, stderr } = await run({
        ...command,
        argv: [...sudo, ...command.argv],
      });
      if (exitCode !== 0) {
        throw bootstrapFailed({
          host: target.name,
          step: command.step,
          exitCode,
          stderr: lastLine(stderr),
        });
      }
      return stdout;
    },
    close: async () => {
      if (!isShared) return;
      isShared = false;
      await runSsh({ argv: [...base.slice(0, 1), "-O", "exit", ...base.slice(1)], limitMs: 5_000 });
    },
  };
};

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
