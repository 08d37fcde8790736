import { applyFailed, clusterUnknown, notConfirmed } from "../../shared/errors/run-errors.ts";
import { askHostKeys } from "../apply/ask-host-keys.ts";
import { isChosen } from "../apply/apply-run.ts";
import { performApply } from "../apply/perform-apply.ts";
import { prepareApply } from "../apply/prepare-apply.ts";
import { withProgress } from "../apply/progress.ts";
import { renderNotices } from "../apply/render-notices.ts";
import { renderPlan } from "../apply/render-plan.ts";
import { createRunId } from "../apply/start-apply.ts";
import type { CommandContext } from "../cli/command-context.ts";
import type { CommonInput } from "../cli/command.ts";
import { confirm } from "../cli/confirm.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import type { ReadSnapshot, SnapshotSource } from "../../shared/etcd/read-snapshot.ts";
import { requireOwnSnapshot, requireSnapshotKeys } from "./require-own-snapshot.ts";

export interface NewMasters {
  readonly loaded: LoadedConfig;
  readonly input: CommonInput;
  readonly verb: string;
  readonly acceptHostKeys: boolean;
  readonly source: SnapshotSource;
  readonly snapshot: ReadSnapshot;
  /** For people, before the question. */
  readonly text: string;
}

/**
 * An apply whose first master begins with what the snapshot has instead of nothing: for masters that were
 * set up anew at the addresses of the old ones. Throws as apply does; gives the cluster's name.
 */
export const restoreNewMasters = async (
  context: CommandContext,
  { loaded, input, verb, acceptHostKeys, source, snapshot, text }: NewMasters,
): Promise<string> => {
  const prepared = await prepareApply(context, {
    loaded,
    only: [],
    confirmHostKeys: askHostKeys(context, { yes: acceptHostKeys }),
    isRestore: true,
  });
  try {
    const { session, hosts } = prepared;
    if (session.isDraft) throw clusterUnknown({ file: loaded.file });
    const { cluster } = session.keystore;
    requireOwnSnapshot(source.path, snapshot, cluster);
    await requireSnapshotKeys(source.path, snapshot, session.keystore);
    const now = new Date(context.clock.nowMs());
    if (!input.quiet) context.stderr.write(renderNotices(loaded, prepared, now));
    if (input.output === "table") context.stdout.write(renderPlan(hosts.filter(isChosen), input));
    context.stderr.write(text);
    const yes = await confirm(context, "Restore it?", {
      yes: input.yes,
      defaultAnswer: false,
      verb,
    });
    if (!yes) throw notConfirmed({});
    const { failures } = await withProgress(
      context,
      { ...input, title: verb, elapsedMs: () => performance.now() },
      (progress) =>
        performApply(prepared, {
          run: createRunId(now),
          progress,
          purpose: verb,
          restore: { source, snapshot },
          signal: context.signal,
        }),
    );
    const all = [...failures, ...prepared.unreachable];
    if (all.length > 0)
      throw applyFailed(
        { failed: new Set(all.map(({ host }) => host)).size, hosts: hosts.length },
        { hosts: all },
      );
    return cluster.name;
  } finally {
    await prepared.cleanUp();
  }
};
