import { hostUnknown } from "../../shared/errors/run-errors.ts";
import { flag, texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import { withMembersLock } from "../cluster/with-members-lock.ts";
import { type DefragmentedMember, defragmentMembers } from "../etcd/defragment-members.ts";
import { readEtcd } from "../etcd/read-etcd.ts";
import { renderSize } from "../cli/render-size.ts";

export const etcdDefrag = defineCommand({
  name: "etcd defrag",
  summary: "give space that etcd does not use any more back to the disks",
  description:
    "One member after the other, the leader last. The one at work answers nobody for a moment, so before each all have to be healthy: with an unhealthy one it does not begin, and stops where one does not come back within a minute.",
  options: {
    host: texts("--host <name>", "only the member of this master (repeatable)"),
    endAlarm: flag("--end-alarm", "end the alarm NOSPACE of a member when it is done"),
  },
  examples: [
    { command: "pharosctl etcd defrag", description: "all members" },
    {
      command: "pharosctl etcd defrag --end-alarm",
      description: "after etcd was full, and what filled it was deleted",
    },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { host: names, endAlarm } = input.options;
      const { servers } = await readEtcd(cluster);
      const known = servers.map(({ name }) => name);
      const unknown = names.find((name) => !known.includes(name));
      if (unknown !== undefined) throw hostUnknown({ host: unknown, known: known.join(", ") });
      const members: DefragmentedMember[] = [];
      const tell = (member: DefragmentedMember): void => {
        members.push(member);
        if (input.output === "table") context.stdout.write(renderMember(member));
      };
      const { signal } = context;
      await withMembersLock(cluster, "etcd defrag", (lock) =>
        defragmentMembers({ cluster, lock, names, endAlarm, tell, signal }),
      );
      if (input.output !== "table")
        context.stdout.write(await renderDocument({ members }, input.output));
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const renderMember = ({ name, bytesBefore, bytesAfter }: DefragmentedMember): string =>
  `${name}: ${renderSize(bytesBefore)}, now ${renderSize(bytesAfter)}\n`;
