import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderTable } from "../cli/render-table.ts";
import { type OpenedCluster, openMembers } from "../cluster/open-members.ts";

export const hostsList = defineCommand({
  name: "hosts list",
  summary: "list the members of the cluster, and the hosts that were removed",
  options: {},
  examples: [{ command: "pharosctl hosts list", description: "with who answers" }],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    const cluster = await openMembers(context, loaded);
    try {
      const hosts = [...membersOf(cluster), ...(await Promise.all(removedOf(cluster)))];
      context.stdout.write(
        input.output === "table"
          ? renderTable(
              ["NAME", "ROLE", "ADDRESS", "STATE", "AGENT"],
              hosts.map(({ name, role, address, state, agent }) => [
                name,
                role,
                address,
                state,
                agent,
              ]),
            )
          : await renderDocument({ hosts }, input.output),
      );
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const membersOf = ({ members }: OpenedCluster) =>
  members.map((opened) => {
    const { name, role, address, state } = opened.member;
    const agent = "connection" in opened ? "answers" : opened.error.message;
    return { name, role, address, state, agent };
  });

/** One that came back answers still: it is fenced once it has heard of its removal. */
const removedOf = ({ membership, dial }: OpenedCluster) =>
  membership.content.members
    .filter(({ state }) => state === "removed")
    .map(async (member) => {
      const { name, role, address, state } = member;
      const answer = await dial(member)
        .then(({ host }) => host.getHealth({ podNetwork: false }))
        .catch(() => undefined);
      const knows = (answer?.membershipNumber ?? 0) >= membership.content.number;
      const agent =
        answer === undefined
          ? "away"
          : knows
            ? `has come back and is fenced: \`pharosctl hosts remove ${name}\` cleans it`
            : "has come back and has not heard of its removal yet";
      return { name, role, address, state, agent };
    });
