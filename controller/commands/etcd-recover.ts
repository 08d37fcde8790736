import { etcdRecoveryUnfinished, externalEtcdStays } from "../../shared/errors/etcd-errors.ts";
import { notConfirmed } from "../../shared/errors/run-errors.ts";
import { withProgress } from "../apply/progress.ts";
import { createRunId } from "../apply/start-apply.ts";
import { texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { confirm } from "../cli/confirm.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderEvent } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import { judgeRecovery } from "../etcd/judge-recovery.ts";
import { performRecovery } from "../etcd/perform-recovery.ts";

const VERB = "etcd recover";

export const etcdRecover = defineCommand({
  name: VERB,
  summary: "go on with one master, when the majority of etcd is gone for good",
  description:
    "For when etcd serves nobody any more and the masters that it waits for will not come back. Its data on the one master that is named becomes all that there is, a copy of it is kept there, and all other masters are taken out of the cluster. Refused while etcd has a leader, and while another master's agent or etcd answers. What only the lost ones had is lost.",
  arguments: [{ name: "host", description: "the master to go on with", required: true }],
  options: {
    lost: texts("--lost <name>", "a master that is gone for good; once for each of the others"),
  },
  examples: [
    { command: "pharosctl etcd recover m1 --lost m2", description: "one of two, after a question" },
    { command: "pharosctl etcd recover m3 --lost m1 --lost m2", description: "one of three" },
  ],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    if (loaded.config.etcd !== undefined) throw externalEtcdStays({});
    const cluster = await openMembers(context, loaded);
    try {
      const judged = judgeRecovery(cluster.members, {
        verb: VERB,
        survivor: input.arguments[0] ?? "",
        lost: input.options.lost,
      });
      const { name } = judged.survivor.member;
      const lost = judged.lost.map((member) => member.name).join(", ");
      context.stderr.write(
        `etcd will go on with what ${name} has, alone, and ${lost} will be taken out of the cluster. What only ${lost} had is lost.\nBe sure that ${lost} is off and stays so: one that still runs, and is only not reached, would be a second cluster.\n`,
      );
      const question = { yes: input.yes, defaultAnswer: false, verb: VERB };
      if (!(await confirm(context, "Go on?", question))) throw notConfirmed({});
      const { signal, clock } = context;
      const run = createRunId(new Date(clock.nowMs()));
      const { failures, kept } = await withProgress(
        context,
        { ...input, title: VERB, elapsedMs: () => performance.now() },
        (progress) => performRecovery({ ...judged, cluster, progress, run, signal }),
      );
      if (kept !== undefined)
        context.stderr.write(
          `What etcd had before is kept on ${name}, in ${kept}: remove it when nobody needs it.\n`,
        );
      if (failures.length > 0) throw etcdRecoveryUnfinished({ host: name }, { hosts: failures });
      if (!input.quiet)
        context.stderr.write(
          `${name} is the only master. Take ${lost} out of cluster.yml, or set up anew and let join what is there. One that comes back is fenced: its agent ends what runs there as soon as it hears of that.\n`,
        );
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
