import { join } from "node:path";
import { clusterUnknown } from "../../shared/errors/run-errors.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { openClusterSession } from "../cluster/cluster-session.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import type { Keystore } from "../keystore/keystore.ts";

/** The keys of a cluster that exists; nobody is asked. Throws `CLUSTER_UNKNOWN`. */
export const openKnownCluster = async (
  { home, clock }: Pick<CommandContext, "home" | "clock">,
  { config, file }: Pick<LoadedConfig, "config" | "file">,
): Promise<Keystore> => {
  const session = await openClusterSession(join(home, ".pharos"), config, {
    now: () => new Date(clock.nowMs()),
  });
  if (!session.isDraft) return session.keystore;
  await session.discard();
  throw clusterUnknown({ file });
};
