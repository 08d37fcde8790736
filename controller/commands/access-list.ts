import { accessLimited } from "../../shared/errors/access-errors.ts";
import { type GrantStatus, judgeGrants, readGrants } from "../access/grants-file.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderTable } from "../cli/render-table.ts";
import { renderInstant } from "../cli/render-time.ts";
import { openMembers } from "../cluster/open-members.ts";

export const accessList = defineCommand({
  name: "access list",
  summary: "show whom these keys have let into the cluster",
  description: "What was granted from this machine, and, as the hosts know it, what is revoked.",
  options: {},
  examples: [
    { command: "pharosctl access list", description: "a line per grant" },
    { command: "pharosctl access list -o json", description: "the same for programs" },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { folder, guest, authorities } = cluster.keystore;
      if (guest !== undefined) throw accessLimited(guest);
      const { revokedSerials } = cluster.membership.content;
      const grants = judgeGrants(await readGrants(folder), {
        revokedSerials,
        authorities,
        nowMs: context.clock.nowMs(),
      });
      context.stdout.write(
        input.output === "table"
          ? renderGrants(grants)
          : await renderDocument({ grants }, input.output),
      );
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const renderGrants = (grants: readonly GrantStatus[]): string =>
  renderTable(
    ["NAME", "ROLE", "GRANTED", "ENDS", "STATE", "SERIAL"],
    grants.map(({ name, role, grantedAt, endsAt, state, serial }) => [
      name,
      role,
      renderInstant(Date.parse(grantedAt)),
      renderInstant(Date.parse(endsAt)),
      state,
      serial,
    ]),
  );
