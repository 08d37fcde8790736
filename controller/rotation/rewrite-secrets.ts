import { interrupted } from "../../shared/errors/cli-errors.ts";
import { secretsLeft } from "../../shared/errors/rotation-errors.ts";
import { kubernetesUnreachable } from "../../shared/errors/kubernetes-errors.ts";
import { noMaster } from "../../shared/errors/run-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { ObjectLeft } from "../../shared/rpc/gen/cluster.ts";
import { type OpenedCluster, reachedMaster } from "../cluster/open-members.ts";
import { encryptedResources } from "../control-plane/render-encryption.ts";

interface RewritePorts {
  readonly fencingNumber: number;
  readonly tell: (news: string) => void;
  readonly signal: AbortSignal;
}

/** An agent tries each object several times. */
const PAGE_LIMIT_MS = 5 * 60_000;
/** A list is good for five minutes; what was written is gone through fast the next time. */
const BEGINNINGS = 5;
const EXAMPLES = 3;

/**
 * Has a master's API server store everything that is encrypted once more, page by page. Throws
 * `SECRETS_LEFT`, `KUBERNETES_UNREACHABLE`, `NO_MASTER`; begun again, it does what is left.
 */
export const rewriteSecrets = async (
  cluster: OpenedCluster,
  ports: RewritePorts,
): Promise<void> => {
  const master = reachedMaster(cluster);
  if (master === undefined) throw noMaster({});
  for (const resource of encryptedResources) await rewriteResource(master, resource, ports);
};

const rewriteResource = async (
  { cluster }: AgentConnection,
  resource: string,
  { fencingNumber, tell, signal }: RewritePorts,
): Promise<void> => {
  let [next, looked, rewritten, beginnings] = ["", 0, 0, 1];
  let left: readonly ObjectLeft[] = [];
  for (;;) {
    if (signal.aborted) throw interrupted({ verb: "certs rotate-encryption-key" });
    const page = await cluster.rewriteObjects(
      { resource, next, fencingNumber },
      { timeoutMs: PAGE_LIMIT_MS, signal },
    );
    if (page.outdated) {
      const reason = "its list of them grows too old while they are gone through";
      if (beginnings === BEGINNINGS) throw kubernetesUnreachable({ what: resource, reason });
      [next, looked, left, beginnings] = ["", 0, [], beginnings + 1];
      continue;
    }
    looked += page.objects;
    rewritten += page.rewritten;
    left = [...left, ...page.left];
    const all = looked + page.remaining;
    tell(`${resource}: ${looked} of ${all} looked at, ${rewritten} written anew`);
    if (page.next === "") break;
    ({ next } = page);
  }
  if (left.length === 0) return;
  const examples = left.slice(0, EXAMPLES).map(({ name, reason }) => `${name} (${reason})`);
  const more = left.length > EXAMPLES ? [`${left.length - EXAMPLES} more`] : [];
  throw secretsLeft({ left: left.length, resource, examples: [...examples, ...more].join(", ") });
};
