import { accessLimited, accessUnknown } from "../../shared/errors/access-errors.ts";
import { countOf } from "../../shared/errors/count-of.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { judgeGrants, readGrants } from "../access/grants-file.ts";
import { revokeSerials } from "../access/revoke-serials.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";

const SERIAL = /^[0-9a-f]{32}$/;

export const accessRevoke = defineCommand({
  name: "access revoke",
  summary: "end the access of somebody at once, on all hosts that answer",
  description:
    "Puts the certificates on the signed list that every agent judges calls by; streams that are open end too. A host that does not answer learns it from the other agents when it is back. Kubeconfigs that somebody fetched stay good until they end.",
  arguments: [
    { name: "who", description: "a name, or the serial number of one certificate", required: true },
  ],
  options: {},
  examples: [{ command: "pharosctl access revoke ada", description: "all that ada was granted" }],
  run: async (context, input) => {
    const said = input.arguments[0] ?? "";
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
      const meant = grants
        .filter(({ name, serial }) => name === said || serial === said)
        .filter(({ state }) => state === "good")
        .map(({ serial }) => serial);
      // A certificate that another machine made is known by its number alone.
      const serials = meant.length === 0 && SERIAL.test(said) ? [said] : meant;
      if (serials.length === 0) throw accessUnknown({ said });
      const { number, hosts, failures } = await revokeSerials(cluster, serials);
      if (input.output !== "table") {
        const document = { revoked: serials, membership: number, hosts };
        context.stdout.write(await renderDocument(document, input.output));
      } else if (!input.quiet)
        context.stdout.write(
          `${said} is shut out on ${countOf(hosts.length, "host")} (membership ${number}, ${countOf(serials.length, "certificate")})\n`,
        );
      if (failures.length > 0)
        throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
      return 0;
    } finally {
      cluster.close();
    }
  },
});
