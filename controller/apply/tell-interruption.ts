import type { CommandContext } from "../cli/command-context.ts";

export interface InterruptibleRun {
  readonly verb: "apply" | "reset" | "hosts remove" | "certs rotate-encryption-key";
  readonly run: string;
  /** As it was named on the command line. */
  readonly config: string;
}

/**
 * Says what Ctrl-C does while hosts are at work, and at the second one what to do next. Gives what
 * ends this.
 */
export const tellInterruption = (
  { stderr, signal, departure }: Pick<CommandContext, "stderr" | "signal" | "departure">,
  { verb, run, config }: InterruptibleRun,
): (() => void) => {
  const file = config === "cluster.yml" ? "" : ` ${config}`;
  // `reset` without the hosts that were named would be of the whole cluster.
  const again = verb === "apply" ? `\`pharosctl apply${file}\`` : "the same command";
  const first = (): void =>
    stderr.write(
      "Stopping: each host finishes the task that it is at. Ctrl-C again leaves at once.\n",
    );
  const second = (): void =>
    stderr.write(
      `Left. Hosts finish what they are at: \`pharosctl attach ${run}${file}\` follows them, ${again} goes on.\n`,
    );
  signal.addEventListener("abort", first);
  departure?.addEventListener("abort", second);
  return () => {
    signal.removeEventListener("abort", first);
    departure?.removeEventListener("abort", second);
  };
};
