import { hostsUnreachable, notConfirmed, resetFailed } from "../../shared/errors/run-errors.ts";
import { countOf } from "../../shared/errors/count-of.ts";
import { defineCommand } from "../cli/command.ts";
import { choice, flag, texts } from "../cli/command-option.ts";
import { confirm } from "../cli/confirm.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderEvent } from "../cli/render-output.ts";
import { runInterruptible } from "../apply/run-interruptible.ts";
import { openMembers } from "../cluster/open-members.ts";
import { performReset } from "../reset/perform-reset.ts";
import { readLeavingHost, refuseHalfControlPlane } from "../reset/reset-run.ts";
import { selectMembers } from "../reset/select-members.ts";

export const reset = defineCommand({
  name: "reset",
  summary: "remove the cluster, or some of its hosts",
  description:
    "Takes everything off the hosts that was installed, workloads and data included, the agent last. A host can be applied again afterwards.",
  options: {
    role: choice("--role <role>", "only hosts of this role", ["master", "worker"]),
    label: texts("--label <key=value>", "only hosts with this label in cluster.yml (repeatable)"),
    host: texts("--host <name>", "only this host, by name or address (repeatable)"),
    first: flag("--first", "only the first of those that fit"),
  },
  examples: [
    { command: "pharosctl reset", description: "the whole cluster, after a question" },
    { command: "pharosctl reset --host w2 --yes", description: "one worker, without a question" },
  ],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    const cluster = await openMembers(context, loaded);
    try {
      const { role, label, host, first } = input.options;
      const chosen = selectMembers(cluster.members, loaded.config, {
        labels: label,
        hosts: host,
        first,
        ...(role === undefined ? {} : { role }),
      });
      const unreachable = chosen.flatMap((opened) =>
        "error" in opened ? [{ host: opened.member.name, error: opened.error }] : [],
      );
      if (unreachable.length > 0)
        throw hostsUnreachable(
          { hosts: unreachable.length, before: "any change" },
          { hosts: unreachable },
        );
      const names = new Set(chosen.map(({ member }) => member.name));
      const staying = cluster.members
        .map(({ member }) => member)
        .filter(({ name }) => !names.has(name));
      refuseHalfControlPlane(
        chosen.map(({ member }) => member),
        staying,
      );
      const leaving = await Promise.all(
        chosen.flatMap((opened) =>
          "connection" in opened ? [readLeavingHost(opened.member, opened.connection)] : [],
        ),
      );
      const what = `Everything on ${[...names].join(", ")} that belongs to cluster ${cluster.keystore.cluster.name} will be removed, workloads and their data included.`;
      context.stderr.write(`${what}\n`);
      const yes = await confirm(context, "Reset these hosts?", {
        yes: input.yes,
        defaultAnswer: false,
        verb: "reset",
      });
      if (!yes) throw notConfirmed({});
      const { signal } = context;
      const { failures } = await runInterruptible(context, input, {
        verb: "reset",
        hosts: [...names],
        work: (progress, run) => performReset({ run, cluster, leaving, progress, signal }),
      });
      if (failures.length > 0)
        throw resetFailed(
          { failed: new Set(failures.map(({ host }) => host)).size, hosts: leaving.length },
          { hosts: failures },
        );
      const bare = `${countOf(leaving.length, "host")} ${leaving.length === 1 ? "is" : "are"} bare again`;
      if (!input.quiet) context.stderr.write(`${bare}.\n`);
      if (input.output !== "table") {
        const finished = { type: "finished", cluster: cluster.keystore.cluster.name };
        context.stdout.write(await renderEvent(finished, input.output));
      }
      return 0;
    } finally {
      cluster.close();
    }
  },
});
