import { notMaster } from "../../shared/errors/agent-errors.ts";
import { PharosError } from "../../shared/errors/pharos-error.ts";
import { nodeNotReady } from "../../shared/errors/run-errors.ts";
import type { NodeStatus } from "../../shared/rpc/gen/cluster.ts";
import { waitFor, type WaitOptions } from "../engine/wait-for.ts";

/** The nodes as a master's agent sees them; throws `NOT_A_MASTER` while the API server is silent. */
export type ReadNodes = () => Promise<readonly NodeStatus[]>;

/**
 * Waits until a node is Ready. A silent API server is no answer yet: etcd does not answer for a moment
 * when another master becomes a member of it. Throws `NODE_NOT_READY`, or what the API server's silence
 * was called if it lasts to the end.
 */
export const waitForNode = async (
  name: string,
  readNodes: ReadNodes,
  options: WaitOptions,
): Promise<void> => {
  let reason = "it has not registered";
  let silence: PharosError | undefined;
  const look = async (): Promise<true | undefined> => {
    const nodes = await readNodes().catch((error: unknown) => {
      if (!(error instanceof PharosError) || error.code !== notMaster.code) throw error;
      silence = error;
      return undefined;
    });
    if (nodes === undefined) return undefined;
    silence = undefined;
    const node = nodes.find((one) => one.name === name);
    reason = node?.reason ?? "it has not registered";
    return node?.ready === "READY_CONDITION_TRUE" ? true : undefined;
  };
  if (await waitFor(look, options)) return;
  throw silence ?? nodeNotReady({ node: name, seconds: options.limitMs / 1000, reason });
};
