import { notMaster } from "../../shared/errors/agent-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import type { NodeStatus } from "../../shared/rpc/gen/cluster.ts";
import { isAway } from "../cluster/is-away.ts";
import { waitFor, type WaitOptions } from "../engine/wait-for.ts";

/** The nodes as a master's agent sees them; throws `NOT_A_MASTER` while the API server is silent. */
export type ReadNodes = () => Promise<readonly NodeStatus[]>;

export interface SeenNode {
  readonly hasCome: boolean;
  /** As it was seen last; absent: there is none of that name. */
  readonly node: NodeStatus | undefined;
}

/**
 * Looks at a node until it is as wanted or the time is up. A silent API server is no answer yet: etcd
 * does not answer for a moment when another master becomes a member of it. Neither is an agent that is
 * away, which systemd starts again. Throws what that silence was called if it lasts to the end.
 */
export const waitUntilNode = async (
  name: string,
  readNodes: ReadNodes,
  isWanted: (node: NodeStatus | undefined) => boolean,
  options: WaitOptions,
): Promise<SeenNode> => {
  let silence: PharosError | undefined;
  let node: NodeStatus | undefined;
  const look = async (): Promise<true | undefined> => {
    const nodes = await readNodes().catch((error: unknown) => {
      if (!isAway(error) && !notMaster.is(error)) throw error;
      silence = error;
      return undefined;
    });
    if (nodes === undefined) return undefined;
    silence = undefined;
    node = nodes.find((one) => one.name === name);
    return isWanted(node) ? true : undefined;
  };
  const hasCome = (await waitFor(look, options)) === true;
  if (silence !== undefined) throw silence;
  return { hasCome, node };
};
