import { issuerRefused } from "../../shared/errors/agent-errors.ts";
import type { Agent } from "../agent.ts";
import { findIssuer } from "./find-issuer.ts";

/**
 * Takes the key that this master issues certificates with from now on. Throws `ISSUER_REFUSED` where
 * the host is no master, and for a key that belongs to none of the authorities that it trusts.
 */
export const acceptIssuer = async (
  { config, identity, membership }: Pick<Agent, "config" | "identity" | "membership">,
  issuerKey: string,
): Promise<void> => {
  const { host } = config;
  const isMaster = membership
    .current()
    ?.content.members.some(
      ({ name, role, state }) => name === host && role === "master" && state === "member",
    );
  if (isMaster !== true) throw issuerRefused({ host, reason: "it is no master" });
  await identity.change(({ trust }) => {
    if (findIssuer({ trust, issuerKey }) === undefined)
      throw issuerRefused({ host, reason: "it trusts no authority with that key" });
    return { issuerKey };
  });
};
