import type { CommandContext } from "../cli/command-context.ts";
import type { UnknownHostKey } from "../cluster/trust-host-keys.ts";

/** Shows unknown SSH host keys, all at once, and asks for one yes; nobody there to ask means no. */
export const askHostKeys =
  ({ stderr, terminal }: CommandContext, { yes }: { readonly yes: boolean }) =>
  async (keys: readonly UnknownHostKey[]): Promise<boolean> => {
    if (yes) return true;
    if (!terminal.isInteractive) return false;
    stderr.write("These hosts present SSH keys that are not known here:\n");
    for (const { host, fingerprints } of keys)
      stderr.write(`  ${host}  ${fingerprints.join(", ")}\n`);
    const answer = await terminal.ask("Are these the right ones? (y/N) ");
    return ["y", "yes"].includes(answer?.trim().toLowerCase() ?? "");
  };
