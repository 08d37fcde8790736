import { membershipChanged } from "../../shared/errors/membership-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";

/** An agent that knows each membership that a majority was told. */
export interface Witness {
  readonly connection: Pick<AgentConnection, "membership">;
}

const LIMIT_MS = 8_000;

/**
 * To be asked once nobody else can change the cluster. Throws `MEMBERSHIP_CHANGED` where somebody has since
 * `known` was read: a membership that is built on that would throw out who has come in between, and let in
 * whose access was revoked.
 */
export const requireUnchanged = async (
  witnesses: readonly Witness[],
  known: number,
): Promise<void> => {
  const answers = await Promise.allSettled(
    witnesses.map(({ connection }) =>
      connection.membership.getMembership({ newerThan: known }, { timeoutMs: LIMIT_MS }),
    ),
  );
  const numbers = answers.map((one) => (one.status === "fulfilled" ? one.value.number : 0));
  const newest = Math.max(0, ...numbers);
  if (newest > known) throw membershipChanged({ known, newest });
};
