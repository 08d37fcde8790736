import { texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { tellReboots } from "../maintenance/tell-hosts.ts";
import { pauseOptions, readPause } from "./pause-options.ts";

const hostOption = texts("--host <name>", "only this host, by name or address (repeatable)");
const hostArgument = { name: "host", description: "its name or address", required: true } as const;

export const reboot = defineCommand({
  name: "reboot",
  summary: "show which hosts need a reboot, what they are at and what they wait for",
  description:
    "Agents reboot their hosts by themselves where `addons.kured` is enabled. `status --why HOST` prints the whole chain of reasons.",
  options: { host: hostOption },
  examples: [
    { command: "pharosctl reboot", description: "a line per host" },
    { command: "pharosctl reboot --host w1 -o json", description: "one host, for programs" },
  ],
  run: (context, input) =>
    tellReboots(context, input, input.options.host, (agent) => agent.getMaintenance({})),
});

export const rebootNow = defineCommand({
  name: "reboot now",
  summary: "let a host reboot now, whether it needs that or not",
  description:
    "Waits for no window and no end of a pause, but for the host's turn; its pods are evicted as ever. Answers at once; `reboot` and `events --follow` show how it goes.",
  arguments: [hostArgument],
  options: {},
  examples: [{ command: "pharosctl reboot now w1", description: "as soon as it is its turn" }],
  run: (context, input) =>
    tellReboots(context, input, input.arguments, (agent) => agent.rebootNow({})),
});

export const rebootPause = defineCommand({
  name: "reboot pause",
  summary: "let hosts neither reboot nor upgrade by themselves for some time",
  description: "A host that is being drained does not go down. An apply is not held up.",
  options: {
    host: hostOption,
    ...pauseOptions,
  },
  examples: [
    { command: 'pharosctl reboot pause --reason "a release" --for 2h', description: "all hosts" },
  ],
  run: async (context, input) => {
    const pause = readPause(input.options, "reboot pause");
    return await tellReboots(context, input, input.options.host, (agent) =>
      agent.pauseMaintenance(pause),
    );
  },
});

export const rebootResume = defineCommand({
  name: "reboot resume",
  summary: "end a pause, and what came of failures: waits and halts",
  description:
    "A host whose reboot did not help keeps its turn until it is well, or until this says so.",
  options: { host: hostOption },
  examples: [{ command: "pharosctl reboot resume", description: "all hosts" }],
  run: (context, input) =>
    tellReboots(context, input, input.options.host, (agent) => agent.resumeMaintenance({})),
});
