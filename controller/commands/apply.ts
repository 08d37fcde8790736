import { resolve } from "node:path";
import { applyFailed, nodeMarksWait, notConfirmed } from "../../shared/errors/run-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { countOf } from "../../shared/errors/count-of.ts";
import { type CommonInput, defineCommand } from "../cli/command.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { flag, text } from "../cli/command-option.ts";
import { confirm } from "../cli/confirm.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderEvent } from "../cli/render-output.ts";
import { isChosen } from "../apply/apply-run.ts";
import { describeLeftOut } from "../apply/apply-scope.ts";
import { onlyOption } from "../apply/only-option.ts";
import { isNothingToDo, performApply } from "../apply/perform-apply.ts";
import { type PreparedApply, prepareApply } from "../apply/prepare-apply.ts";
import { type PlanFile, readPlanFile, toPlanFile } from "../apply/plan-file.ts";
import { runInterruptible } from "../apply/run-interruptible.ts";
import { refuseChangedPlan } from "../apply/refuse-changed-plan.ts";
import { renderPlan } from "../apply/render-plan.ts";
import { nameAsTakenOver } from "../apply/name-as-taken-over.ts";
import { withWaiting } from "../terminal/with-waiting.ts";
import { askHostKeys } from "../apply/ask-host-keys.ts";
import { renderNotices } from "../apply/render-notices.ts";
import { apiEndpoint } from "../cluster/api-endpoint.ts";
import {
  DEFAULT_KUBECONFIG_TTL_SECONDS,
  fetchKubeconfig,
  saveKubeconfig,
} from "../cluster/save-kubeconfig.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";

/** Brings the hosts to what cluster.yml says. */
export const apply = defineCommand({
  name: "apply",
  aliases: ["up"],
  summary: "bring the hosts to what cluster.yml says",
  description:
    "Reaches every host, lets it plan, shows the plan, and after a yes makes it so. Run it again at any time: it does only what is left.",
  options: {
    plan: text("--plan <file>", "do exactly what `plan --out` has kept, or nothing"),
    only: onlyOption,
    acceptHostKeys: flag("--accept-host-keys", "trust SSH host keys that are not known yet"),
    takeOver: text(
      "--take-over <cluster>",
      "give the hosts of this cluster, by name or id, new keys: the old ones are lost",
    ),
  },
  examples: [
    { command: "pharosctl apply cluster.yml", description: "show the plan, ask, apply" },
    { command: "pharosctl apply --only w3", description: "one host, such as a new worker" },
    { command: "pharosctl apply --plan plan.json", description: "do what `plan --out` has kept" },
    {
      command: "pharosctl apply --take-over swift-otter-1234",
      description: "new keys for a cluster whose ~/.pharos folder is lost",
    },
    {
      command: "pharosctl apply cluster.yml --yes --accept-host-keys",
      description: "apply without a question, for scripts",
    },
  ],
  run: async (context, input) => {
    const { plan } = input.options;
    const kept = plan === undefined ? undefined : await readPlan(context, plan);
    const { takeOver } = input.options;
    const named = nameAsPlanned(await loadCommandConfig(context, input), kept);
    const loaded = nameAsTakenOver(named, takeOver);
    const text = `looking at ${countOf(loaded.config.hosts.length, "host")}`;
    const prepared = await withWaiting(context.terminal, { ...input, text }, async () =>
      prepareApply(context, {
        loaded,
        only: input.options.only.length > 0 ? input.options.only : (kept?.only ?? []),
        confirmHostKeys: askHostKeys(context, { yes: input.options.acceptHostKeys }),
        ...(takeOver === undefined ? {} : { takeOver }),
      }),
    );
    try {
      if (!input.quiet)
        context.stderr.write(renderNotices(loaded, prepared, new Date(context.clock.nowMs())));
      if (isNothingToDo(prepared)) {
        requireAll(prepared);
        return await finish(context, input, prepared, undefined, loaded.config);
      }
      if (plan !== undefined && kept !== undefined)
        refuseChangedPlan(kept, toPlanFile(prepared, new Date(context.clock.nowMs())), plan);
      if (input.output === "table")
        context.stdout.write(renderPlan(prepared.hosts.filter(isChosen), input));
      const yes = await confirm(context, "Apply this?", {
        yes: input.yes,
        defaultAnswer: false,
        verb: "apply",
      });
      if (!yes) throw notConfirmed({});
      const { signal } = context;
      const { run, failures } = await runInterruptible(context, input, {
        verb: "apply",
        hosts: prepared.hosts.filter(isChosen).map(({ name }) => name),
        work: async (progress, id) => {
          const purpose = "apply";
          return (await performApply(prepared, { run: id, progress, purpose, signal })).failures;
        },
      });
      requireAll(prepared, failures);
      return await finish(context, input, prepared, run, loaded.config);
    } finally {
      await prepared.cleanUp();
    }
  },
});

const readPlan = (context: CommandContext, path: string): Promise<PlanFile> =>
  readPlanFile(context.files, resolve(context.cwd, path));

/** A name that was made up for the plan is the cluster's from then on. */
const nameAsPlanned = (loaded: LoadedConfig, plan: PlanFile | undefined): LoadedConfig =>
  plan === undefined || loaded.config.name !== undefined
    ? loaded
    : { ...loaded, config: { ...loaded.config, name: plan.cluster } };

/** Throws `APPLY_FAILED` when a host failed or was left out, although the others are done. */
const requireAll = (
  { unreachable, hosts }: PreparedApply,
  failures: readonly HostFailure[] = [],
): void => {
  const all = [...failures, ...unreachable];
  if (all.length === 0) return;
  // A master that waits for a worker to join is itself what it is to be.
  const lacking = all.filter(({ error }) => !nodeMarksWait.is(error));
  const failed = new Set(lacking.map(({ host }) => host)).size;
  const asked = hosts.filter(isChosen).length + unreachable.length;
  throw applyFailed({ failed, hosts: asked }, { hosts: all });
};

const finish = async (
  context: CommandContext,
  input: Pick<CommonInput, "quiet" | "output">,
  prepared: PreparedApply,
  run: string | undefined,
  config: ClusterConfig,
): Promise<0> => {
  const { name } = prepared.session.keystore.cluster;
  const path = run === undefined ? undefined : await keepKubeconfig(context, prepared, config);
  if (input.output !== "table") {
    const { leftOut } = prepared.scope;
    const limits = leftOut.length === 0 ? {} : { leftOut };
    const finished = { type: "finished", cluster: name, run, kubeconfig: path, ...limits };
    context.stdout.write(await renderEvent(finished, input.output));
    return 0;
  }
  if (input.quiet) return 0;
  if (run === undefined) {
    const chosen = prepared.hosts.filter(isChosen);
    const count = chosen.length;
    const tasks = chosen.reduce((sum, { plan }) => sum + plan.unchanged, 0);
    context.stdout.write(
      `Nothing to do: ${countOf(count, "host")} ${count === 1 ? `is as ${name} wants it` : `are as ${name} wants them`} (${countOf(tasks, "task")} looked at).\n`,
    );
    return 0;
  }
  const leftOut = describeLeftOut(prepared.scope);
  const what = leftOut === "" ? `Cluster ${name}` : `What was chosen of cluster ${name}`;
  context.stdout.write(`${what} is as cluster.yml says (run ${run}).\n`);
  if (path !== undefined) context.stdout.write(`kubectl --kubeconfig ${path} get nodes\n`);
  return 0;
};

/** `undefined` if no master answers: the cluster is as it should be all the same. */
const keepKubeconfig = async (
  context: CommandContext,
  { dialer, hosts, operator, session, design }: PreparedApply,
  config: ClusterConfig,
): Promise<string | undefined> => {
  const master = hosts.find(({ member }) => member.role === "master");
  if (master === undefined) return undefined;
  const connection = await dialer.dial(master.member);
  try {
    const { name } = session.keystore.cluster;
    const kubeconfig = await fetchKubeconfig(connection, {
      cluster: name,
      user: operator,
      endpoint: apiEndpoint(config, design.membership.content),
      ttlSeconds: DEFAULT_KUBECONFIG_TTL_SECONDS,
    });
    return await saveKubeconfig(context, name, kubeconfig);
  } finally {
    connection.close();
  }
};
