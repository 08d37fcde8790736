import { documentForOther } from "../../shared/errors/coordination-errors.ts";
import { verifyDocument } from "../../shared/pki/signed-document.ts";
import type { Membership, Signer } from "../../shared/spec/membership.ts";
import { decodeMembership } from "../../shared/spec/membership-wire.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { decodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import type { AgentConfig } from "./agent-config.ts";
import type { AgentPaths } from "./agent-paths.ts";
import { type DocumentStore, openDocumentStore } from "./document-store.ts";

/**
 * The membership of this host's cluster. A new one is judged by the signers of the accepted one;
 * one that comes with an enrolment also by the signers that came with it through the SSH channel.
 */
export const openMembershipStore = async (
  paths: AgentPaths,
  clusterId: string,
  enrolmentSigners: readonly Signer[] = [],
): Promise<DocumentStore<Membership>> => {
  const store: DocumentStore<Membership> = await openDocumentStore({
    path: paths.membership,
    kind: "membership",
    verify: (document) =>
      verifyDocument(document, [...enrolmentSigners, ...(store.current()?.content.signers ?? [])]),
    decode: decodeMembership,
    numberOf: ({ number }) => number,
    checkPlace: ({ cluster }) => {
      if (cluster.id !== clusterId) {
        throw documentForOther({
          document: "membership",
          meantFor: `cluster ${cluster.id}`,
          here: `cluster ${clusterId}`,
        });
      }
    },
  });
  return store;
};

/** The spec of this host, judged by the signers of the membership. */
export const openSpecStore = (
  paths: AgentPaths,
  config: AgentConfig,
  membership: DocumentStore<Membership>,
): Promise<DocumentStore<NodeSpec>> =>
  openDocumentStore({
    path: paths.spec,
    kind: "node-spec",
    verify: (document) => verifyDocument(document, membership.current()?.content.signers ?? []),
    decode: decodeNodeSpec,
    numberOf: ({ generation }) => generation,
    checkPlace: (spec) => requireOwnSpec(spec, config),
  });

/** Throws `DOCUMENT_FOR_OTHER`. */
export const requireOwnSpec = (
  { cluster, host }: Pick<NodeSpec, "cluster" | "host">,
  config: Pick<AgentConfig, "clusterId" | "host">,
): void => {
  const meantFor = `${host} of cluster ${cluster.id}`;
  const here = `${config.host} of cluster ${config.clusterId}`;
  if (meantFor !== here) throw documentForOther({ document: "node spec", meantFor, here });
};
