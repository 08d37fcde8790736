import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import type { CommandContext } from "../cli/command-context.ts";
import type { CommonInput } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { type AskMaintenance, collectMaintenance } from "./collect-maintenance.ts";
import { renderReboots, renderUpgrades } from "./render-maintenance.ts";

/** Says something to these hosts, all without any, and shows what they do about reboots. */
export const tellReboots = (
  context: CommandContext,
  input: CommonInput,
  said: readonly string[],
  tell: AskMaintenance,
): Promise<number> => tellHosts({ context, input, said, tell, render: renderReboots });

/** The same for upgrades. */
export const tellUpgrades = (
  context: CommandContext,
  input: CommonInput,
  said: readonly string[],
  tell: AskMaintenance,
): Promise<number> => tellHosts({ context, input, said, tell, render: renderUpgrades });

interface Telling {
  readonly context: CommandContext;
  readonly input: CommonInput;
  readonly said: readonly string[];
  readonly tell: AskMaintenance;
  readonly render: typeof renderReboots;
}

const tellHosts = async ({ context, input, said, tell, render }: Telling): Promise<number> => {
  const cluster = await openMembers(context, await loadCommandConfig(context, input));
  try {
    const { hosts, failures } = await collectMaintenance(selectHosts(cluster.members, said), tell);
    context.stdout.write(
      input.output === "table"
        ? render(hosts, context.clock.nowMs())
        : await renderDocument({ hosts }, input.output),
    );
    if (failures.length > 0)
      throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
    return 0;
  } finally {
    cluster.close();
  }
};
