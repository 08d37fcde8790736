import { texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { tellUpgrades } from "../maintenance/tell-hosts.ts";

export const hostUpgrades = defineCommand({
  name: "host-upgrades",
  summary: "show when hosts upgraded packages, and what the next turn waits for",
  description:
    "Agents upgrade packages of the distribution where `addons.host-upgrades` is enabled. With -o json: which packages, and the end of the log.",
  options: { host: texts("--host <name>", "only this host, by name or address (repeatable)") },
  examples: [
    { command: "pharosctl host-upgrades", description: "a line per host" },
    { command: "pharosctl host-upgrades --host w1 -o json", description: "packages and log" },
  ],
  run: (context, input) =>
    tellUpgrades(context, input, input.options.host, (agent) => agent.getMaintenance({})),
});

export const hostUpgradesRun = defineCommand({
  name: "host-upgrades run",
  summary: "let a host upgrade its packages now, in its turn",
  description:
    "Waits for no schedule, no window and no end of a pause, but for the host's turn. Answers at once; `host-upgrades` shows how it goes.",
  arguments: [{ name: "host", description: "its name or address", required: true }],
  options: {},
  examples: [{ command: "pharosctl host-upgrades run w1", description: "one host" }],
  run: (context, input) =>
    tellUpgrades(context, input, input.arguments, (agent) => agent.upgradeNow({})),
});
