import { handOver } from "../bootstrap/spawn-ssh.ts";
import { quoteWord } from "../bootstrap/ssh-arguments.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { readLoginTargets, selectTargets } from "../cluster/login-targets.ts";

export const ssh = defineCommand({
  name: "ssh",
  summary: "log in to a host with the system's ssh, as cluster.yml says",
  description:
    "With user, key, port and bastion of cluster.yml; the host's key must be one that you or the cluster know. The exit code is that of ssh.",
  arguments: [
    { name: "host", description: "its name or address", required: true },
    {
      name: "command",
      description: "what to run there instead of a shell, after --",
      required: false,
      variadic: true,
    },
  ],
  takesConfig: false,
  options: {},
  examples: [
    { command: "pharosctl ssh m1", description: "a shell on the host" },
    {
      command: "pharosctl ssh m1 -- journalctl -u kubelet",
      description: "one command, on this terminal",
    },
  ],
  run: async (context, input) => {
    const [host = "", ...command] = input.arguments;
    const targets = await readLoginTargets(context, await loadCommandConfig(context, input));
    const [target] = selectTargets(targets, [host]);
    await target?.trustPins();
    // ssh asks for a terminal by itself only for a shell.
    const terminal = command.length > 0 && context.terminal.isInteractive ? ["-t"] : [];
    const remote = command.length === 0 ? [] : [command.map(quoteWord).join(" ")];
    return handOver(["ssh", ...terminal, ...(target?.sshArguments ?? []), ...remote]);
  },
});
