import type { EtcdServer } from "../../shared/rpc/gen/etcd.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderTable } from "../cli/render-table.ts";
import { openMembers } from "../cluster/open-members.ts";
import { isWell, readEtcd } from "../etcd/read-etcd.ts";
import { renderSize } from "../cli/render-size.ts";

export const etcdMembers = defineCommand({
  name: "etcd members",
  summary: "show the members of etcd, their health, sizes and alarms",
  description:
    "Asked through the masters' agents, also when the Kubernetes API is silent or etcd has lost its majority. Exit code 1 if a member is not healthy or has raised an alarm.",
  options: {},
  examples: [
    { command: "pharosctl etcd members", description: "a line per member" },
    { command: "pharosctl etcd members -o json", description: "the same for programs" },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { servers } = await readEtcd(cluster);
      context.stdout.write(
        input.output === "table"
          ? renderMembers(servers)
          : await renderDocument({ members: servers }, input.output),
      );
      return servers.every(isWell) ? 0 : 1;
    } finally {
      cluster.close();
    }
  },
});

const renderMembers = (servers: readonly EtcdServer[]): string =>
  renderTable(
    ["NAME", "ID", "ROLE", "LEADER", "VERSION", "SIZE", "IN USE", "ALARMS", "HEALTH"],
    servers.map((server) => [
      server.name === "" ? "-" : server.name,
      server.id,
      server.learner ? "learner" : "voter",
      server.leader ? "yes" : "",
      server.version === "" ? "-" : server.version,
      server.version === "" ? "-" : renderSize(server.databaseBytes),
      server.version === "" ? "-" : renderSize(server.usedBytes),
      server.alarms.join(",") || "-",
      server.healthy ? "healthy" : server.reason,
    ]),
  );
