import { X509Certificate } from "node:crypto";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { type TrustBundle, trustedSets } from "../../shared/pki/trust-bundle.ts";
import type { GetTrustResponse } from "../../shared/rpc/gen/certificate.ts";
import type { OpenedCluster, OpenedMember } from "../cluster/open-members.ts";
import type { Keystore } from "../keystore/keystore.ts";

/** Authorities by what they are to an exchange; `in use` where there is none. */
export type AuthoritiesName = "old" | "new" | "in use" | "unknown";

/** What a host has of an exchange. */
export interface HostAuthorities {
  readonly host: string;
  readonly trusts: readonly AuthoritiesName[];
  readonly certificate?: AuthoritiesName;
  /** Masters only. */
  readonly issues?: AuthoritiesName;
  /** Why nothing is known of it. */
  readonly problem?: string;
}

/** Asks every member. */
export const readHostAuthorities = ({
  keystore,
  members,
}: Pick<OpenedCluster, "keystore" | "members">): Promise<readonly HostAuthorities[]> => {
  const names = namesOfRoots(keystore);
  return Promise.all(members.map((opened) => readHost(opened, names)));
};

const readHost = async (
  opened: OpenedMember,
  names: ReadonlyMap<string, AuthoritiesName>,
): Promise<HostAuthorities> => {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    return { host, ...toNames(await opened.connection.certificates.getTrust({}), names) };
  } catch (error) {
    return { host, trusts: [], problem: toPharosError(error).message };
  }
};

const toNames = (
  { sets, certificateRoot, issuerRoot }: GetTrustResponse,
  names: ReadonlyMap<string, AuthoritiesName>,
): Omit<HostAuthorities, "host"> => {
  const nameOf = (root: string): AuthoritiesName => names.get(root) ?? "unknown";
  return {
    trusts: sets.map(({ root }) => nameOf(fingerprintOf(root))),
    certificate: nameOf(certificateRoot),
    ...(issuerRoot === "" ? {} : { issues: nameOf(issuerRoot) }),
  };
};

/** The root that hosts' certificates are to lead to at the end of `issue`, as `GetTrust` tells it. */
export const targetRoot = ({ authorities, trust }: Keystore): string => {
  const isOther = authorities.rotation?.phase === "issue" && !authorities.rotation.back;
  const target = isOther ? trust.also : trust;
  return fingerprintOf((target ?? trust).rootCertificate);
};

const namesOfRoots = ({ authorities, trust }: Keystore): ReadonlyMap<string, AuthoritiesName> => {
  const roots = trustedSets(trust).map(({ rootCertificate }) => fingerprintOf(rootCertificate));
  return new Map(namesOfSets(authorities, trust).map((name, at) => [roots[at] ?? "", name]));
};

/** Of the sets that this machine trusts, in the order of `trustedSets`. */
const namesOfSets = (
  { rotation }: Keystore["authorities"],
  trust: TrustBundle,
): readonly AuthoritiesName[] => {
  if (rotation === undefined) return trustedSets(trust).map(() => "in use");
  const isNewInUse = !rotation.back && (rotation.phase === "switch" || rotation.phase === "drop");
  return isNewInUse ? ["new", "old"] : ["old", "new"];
};

const fingerprintOf = (pem: string): string => new X509Certificate(pem).fingerprint256;
