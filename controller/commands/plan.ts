import { resolve } from "node:path";
import { countOf } from "../../shared/errors/count-of.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { defineCommand } from "../cli/command.ts";
import { flag, text } from "../cli/command-option.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { isChosen } from "../apply/apply-run.ts";
import { onlyOption } from "../apply/only-option.ts";
import { askHostKeys } from "../apply/ask-host-keys.ts";
import { toPlanFile } from "../apply/plan-file.ts";
import { prepareApply } from "../apply/prepare-apply.ts";
import { renderNotices } from "../apply/render-notices.ts";
import { renderPlan } from "../apply/render-plan.ts";
import { nameAsTakenOver } from "../apply/name-as-taken-over.ts";
import { withWaiting } from "../terminal/with-waiting.ts";

/** Shows what an apply would change, as the hosts themselves see it. */
export const plan = defineCommand({
  name: "plan",
  summary: "show what apply would change, computed on the hosts",
  description:
    "Installs nothing: a host without an agent gets a temporary folder that is removed again.",
  options: {
    out: text("--out <file>", "keep the plan, for `apply --plan`"),
    only: onlyOption,
    acceptHostKeys: flag("--accept-host-keys", "trust SSH host keys that are not known yet"),
    takeOver: text(
      "--take-over <cluster>",
      "give the hosts of this cluster, by name or id, new keys: the old ones are lost",
    ),
  },
  examples: [
    { command: "pharosctl plan cluster.yml", description: "field-level differences, host by host" },
    { command: "pharosctl plan --out plan.json", description: "the same, kept for apply" },
    { command: "pharosctl plan --only w1 --only zone=b", description: "of some hosts" },
    { command: "pharosctl plan -o json", description: "the same for programs" },
  ],
  run: async (context, input) => {
    const { takeOver } = input.options;
    const loaded = nameAsTakenOver(await loadCommandConfig(context, input), takeOver);
    const looking = `looking at ${countOf(loaded.config.hosts.length, "host")}`;
    const prepared = await withWaiting(context.terminal, { ...input, text: looking }, async () =>
      prepareApply(context, {
        loaded,
        only: input.options.only,
        confirmHostKeys: askHostKeys(context, { yes: input.options.acceptHostKeys }),
        ...(takeOver === undefined ? {} : { takeOver }),
      }),
    );
    try {
      const { unreachable, missing, session, scope } = prepared;
      const hosts = prepared.hosts.filter(isChosen);
      if (!input.quiet)
        context.stderr.write(renderNotices(loaded, prepared, new Date(context.clock.nowMs())));
      if (input.output === "table") context.stdout.write(renderPlan(hosts, input));
      else {
        const document = {
          cluster: session.keystore.cluster.name,
          hosts: hosts.map(({ name, link, plan: planned }) => ({
            name,
            enrol: link.kind === "ssh",
            ...planned,
          })),
          unreachable: unreachable.map(({ host, error }) => ({
            host,
            code: error.code,
            message: error.message,
          })),
          missing,
          leftOut: scope.leftOut,
        };
        context.stdout.write(await renderDocument(document, input.output));
      }
      const { out } = input.options;
      if (out !== undefined) {
        const file = toPlanFile(prepared, new Date(context.clock.nowMs()));
        const content = `${JSON.stringify(file, undefined, 2)}\n`;
        const path = resolve(context.cwd, out);
        await context.files.write(path, content, { overwrite: true, mode: 0o600 });
        if (!input.quiet) context.stderr.write(`Kept: pharosctl apply --plan ${out}\n`);
      }
      if (unreachable.length > 0)
        throw hostsUnreachable({ hosts: unreachable.length }, { hosts: unreachable });
      return 0;
    } finally {
      await prepared.cleanUp();
    }
  },
});
