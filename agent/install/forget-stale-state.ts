import { rm } from "node:fs/promises";
import { stateUnreadable } from "../../shared/errors/agent-errors.ts";
import { decodeMembership } from "../../shared/spec/membership-wire.ts";
import type { Signer } from "../../shared/spec/membership.ts";
import type { ClusterIdentity } from "../../shared/spec/node-spec.ts";
import { decodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import type { AgentPaths } from "../state/agent-paths.ts";
import { openDocumentStore } from "../state/document-store.ts";

/**
 * Removes what an enrolment cannot build on: documents of another cluster or of signers that this one
 * does not know, and what cannot be read. With another cluster go its lock, numbers and secrets.
 */
export const forgetStaleState = async (
  paths: AgentPaths,
  clusterId: string,
  signers: readonly Signer[],
): Promise<void> => {
  const isOurs = (document: KeptDocument | undefined): boolean =>
    document?.clusterId === clusterId && signers.some(({ keyId }) => keyId === document.keyId);
  const membership = await readKept(paths.membership, "membership", decodeMembership);
  const spec = await readKept(paths.spec, "node-spec", decodeNodeSpec);
  if (!isOurs(spec)) await rm(paths.spec, { force: true });
  if (isOurs(membership)) return;
  await rm(paths.membership, { force: true });
  if (membership?.clusterId === clusterId) return;
  await rm(paths.coordination, { force: true });
  await rm(paths.secrets, { recursive: true, force: true });
};

interface KeptDocument {
  readonly keyId: string;
  readonly clusterId: string;
}

const readKept = async (
  path: string,
  kind: "membership" | "node-spec",
  decode: (payload: Uint8Array) => { readonly cluster: ClusterIdentity },
): Promise<KeptDocument | undefined> => {
  try {
    const store = await openDocumentStore({
      path,
      kind,
      decode,
      // Nothing is accepted here, only read.
      verify: ({ payload }) => payload,
      numberOf: () => 0,
      checkPlace: () => undefined,
    });
    const kept = store.current();
    return kept && { keyId: kept.document.keyId, clusterId: kept.content.cluster.id };
  } catch (error) {
    if (stateUnreadable.is(error)) return undefined;
    throw error;
  }
};
