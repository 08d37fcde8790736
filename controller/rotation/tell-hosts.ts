import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { certificateOfOthers } from "../../shared/errors/rotation-errors.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { GetTrustResponse } from "../../shared/rpc/gen/certificate.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import { mapLimited } from "../cluster/map-limited.ts";
import type { OpenedCluster, OpenedMember } from "../cluster/open-members.ts";
import { targetRoot } from "./host-authorities.ts";

export interface HostNews {
  readonly host: string;
  /** What has just become of it, in words that follow its name. */
  readonly news: string;
}

export interface TellingPorts {
  readonly fencingNumber: number;
  readonly tell: (news: HostNews) => void;
}

/** A renewal may try several masters, each for as long as a connection may take. */
const RENEW_LIMIT_MS = 60_000;
/** Hosts at once: masters issue for all of them. */
const PARALLEL = 32;

/** Every host learns which authorities to trust. Gives who did not. */
export const shareTrust = (
  { keystore, members }: Pick<OpenedCluster, "keystore" | "members">,
  { fencingNumber, tell }: TellingPorts,
): Promise<readonly HostFailure[]> => {
  const trust = toWireSignedDocument(keystore.signTrust());
  const { number } = keystore.authorities;
  const news = keystore.trust.also === undefined ? "trusts one alone" : "trusts both";
  return onAll(members, async ({ certificates }, host) => {
    if ((await certificates.getTrust({})).number >= number) return;
    await certificates.putTrust({ trust, fencingNumber });
    tell({ host, news });
  });
};

/**
 * Masters issue below the root that is meant from then on, and every host has a certificate of it:
 * masters first, since they issue for the others. Gives who has not.
 */
export const issueAnew = async (
  { keystore, members }: Pick<OpenedCluster, "keystore" | "members">,
  { fencingNumber, tell }: TellingPorts,
): Promise<readonly HostFailure[]> => {
  const target = targetRoot(keystore);
  const { rotation } = keystore.authorities;
  const isOther = rotation?.phase === "issue" && !rotation.back;
  const { privateKey } = (isOther ? keystore.otherIssuer : undefined) ?? keystore.agentIssuer;
  const masters = members.filter(({ member }) => member.role === "master");
  const workers = members.filter(({ member }) => member.role !== "master");
  const untold = await onAll(masters, async ({ certificates }, host) => {
    if ((await certificates.getTrust({})).issuerRoot === target) return;
    await certificates.putIssuer({ key: renderPrivateKey(privateKey), fencingNumber });
    tell({ host, news: "issues certificates with them" });
  });
  const renew = async (connection: AgentConnection, host: string): Promise<void> => {
    const { certificates } = connection;
    const has = ({ certificateRoot }: GetTrustResponse): boolean => certificateRoot === target;
    if (has(await certificates.getTrust({}))) return;
    await certificates.renewOwn({}, { timeoutMs: RENEW_LIMIT_MS });
    if (!has(await certificates.getTrust({}))) throw certificateOfOthers({ host });
    tell({ host, news: "has a certificate of them" });
  };
  const told = masters.filter(({ member }) => !untold.some(({ host }) => host === member.name));
  return [...untold, ...(await onAll(told, renew)), ...(await onAll(workers, renew))];
};

const onAll = async (
  members: readonly OpenedMember[],
  act: (connection: AgentConnection, host: string) => Promise<void>,
): Promise<readonly HostFailure[]> => {
  const outcomes = await mapLimited(members, PARALLEL, async (opened) => {
    const host = opened.member.name;
    try {
      if ("error" in opened) throw opened.error;
      await act(opened.connection, host);
      return [];
    } catch (error) {
      return [{ host, error: toPharosError(error) }];
    }
  });
  return outcomes.flat();
};
