import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { TrustBundle } from "../../shared/pki/trust-bundle.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import { withMembersLock } from "../cluster/with-members-lock.ts";

/**
 * Renews intermediates that are older than 30 days and hands them to all hosts that are reached, as
 * every apply does; `trust`: with them. Without such, and where the root's key is away, nothing happens. Errors: as
 * `renewIntermediates`, `LOCK_HELD`, `NO_QUORUM`.
 */
export const renewAuthorities = async (
  cluster: OpenedCluster,
): Promise<{ readonly trust?: TrustBundle; readonly failures: readonly HostFailure[] }> => {
  if (!cluster.keystore.isRenewalDue) return { failures: [] };
  return withMembersLock(cluster, "certs renew", async ({ fencing: fencingNumber }) => {
    const { trust } = await cluster.keystore.renewIntermediates();
    const failures = await Promise.all(
      cluster.members.map(async (opened): Promise<readonly HostFailure[]> => {
        // Who is not reached is told by what comes next.
        if ("error" in opened) return [];
        try {
          await opened.connection.certificates.putAuthorities({
            agentIntermediate: trust.agentsIntermediate,
            operatorIntermediate: trust.operatorsIntermediate,
            fencingNumber,
          });
          return [];
        } catch (error) {
          return [{ host: opened.member.name, error: toPharosError(error) }];
        }
      }),
    );
    return { trust, failures: failures.flat() };
  });
};
