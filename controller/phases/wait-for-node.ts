import { nodeNotReady } from "../../shared/errors/kubernetes-errors.ts";
import type { WaitOptions } from "../engine/wait-for.ts";
import { type ReadNodes, waitUntilNode } from "./wait-until-node.ts";

/** Waits until a node is Ready. Throws `NODE_NOT_READY`, or what `waitUntilNode` does. */
export const waitForNode = async (
  name: string,
  readNodes: ReadNodes,
  options: WaitOptions,
): Promise<void> => {
  const { hasCome, node } = await waitUntilNode(
    name,
    readNodes,
    (seen) => seen?.ready === "READY_CONDITION_TRUE",
    options,
  );
  if (hasCome) return;
  const reason = node?.reason ?? "it has not registered";
  throw nodeNotReady({ node: name, seconds: options.limitMs / 1000, reason });
};
