import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import { writeMembershipFile } from "../cluster/membership-file.ts";
import type { OpenedCluster, OpenedMember } from "../cluster/open-members.ts";
import { withMembersLock } from "../cluster/with-members-lock.ts";

export interface Revocation {
  /** Of the membership that has it. */
  readonly number: number;
  /** Hosts that know it now. */
  readonly hosts: readonly string[];
  /** Hosts that learn it from the next apply. */
  readonly failures: readonly HostFailure[];
}

/**
 * Puts serial numbers on the list that every agent judges calls by, numbered by the masters and
 * signed, and hands it to all hosts that can be reached. Throws `LOCK_HELD`, `NO_QUORUM`.
 */
export const revokeSerials = (
  cluster: OpenedCluster,
  serials: readonly string[],
): Promise<Revocation> =>
  withMembersLock(cluster, "access revoke", async (lock) => {
    const { keystore, members } = cluster;
    const { content } = cluster.membership;
    const number = await lock.allocate("COUNTER_MEMBERSHIP", content.number);
    const revokedSerials = [...new Set([...content.revokedSerials, ...serials])];
    const next = encodeMembership({ ...content, number, revokedSerials });
    const document = keystore.signMembership(next);
    await writeMembershipFile(keystore.folder, document);
    const answers = await Promise.all(
      members.map((opened) => share(opened, toWireSignedDocument(document))),
    );
    const failures = answers.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
    const failed = new Set(failures.map(({ host }) => host));
    const hosts = answers.map(({ host }) => host).filter((host) => !failed.has(host));
    return { number, hosts, failures };
  });

const SHARE_LIMIT_MS = 10_000;

const share = async (
  opened: OpenedMember,
  membership: ReturnType<typeof toWireSignedDocument>,
): Promise<{ readonly host: string; readonly failure?: HostFailure }> => {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    const options = { timeoutMs: SHARE_LIMIT_MS };
    await opened.connection.membership.putMembership({ membership, welcome: true }, options);
    return { host };
  } catch (error) {
    return { host, failure: { host, error: toPharosError(error) } };
  }
};
