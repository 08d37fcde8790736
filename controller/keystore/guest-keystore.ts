import { accessEnded, accessLimited } from "../../shared/errors/access-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { validityOf } from "../../shared/pki/certificate-validity.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import { parsePrivateKey } from "../../shared/pki/private-key.ts";
import { trustedRoots } from "../../shared/pki/trust-bundle.ts";
import type { AccessFile } from "./access-file.ts";
import { FIRST_SET } from "./authorities-state.ts";
import type { Keystore, KeystoreOptions } from "./keystore.ts";

/**
 * The cluster as somebody sees it who was let in without its keys: whoever dials agents gets the
 * certificate that was granted, whatever they ask for; nothing can be issued or signed. Errors of
 * these: ACCESS_LIMITED, and ACCESS_ENDED when the time is over.
 */
export const toGuestKeystore = (
  folder: string,
  access: AccessFile,
  { now }: KeystoreOptions,
): Keystore => {
  const { cluster, trust, signer, name, role, endsAt } = access;
  const refuse = (): PharosError => accessLimited({ name, role });
  const ends = [trust.agentsIntermediate, trust.operatorsIntermediate].map((pem) =>
    validityOf(parseCertificate(pem, "intermediate certificate")).notAfter.getTime(),
  );
  return {
    cluster,
    folder,
    trust,
    roots: trustedRoots(trust),
    // Which ones are in use on the administrator's machine is not for guests to know.
    authorities: { number: trust.number ?? 0, current: FIRST_SET },
    signer,
    guest: { name, role },
    intermediatesEndAt: new Date(Math.min(...ends)),
    isRenewalDue: false,
    get agentIssuer(): never {
      throw refuse();
    },
    issueAgentCertificate: () => Promise.reject(refuse()),
    issueOperatorCertificate: async () => {
      if (Date.parse(endsAt) <= now().getTime()) throw accessEnded({ name, endedAt: endsAt });
      return { chain: access.certificate, privateKey: parsePrivateKey(access.privateKey) };
    },
    hashSecret: () => {
      throw refuse();
    },
    signNodeSpec: () => {
      throw refuse();
    },
    signTrust: () => {
      throw refuse();
    },
    signMembership: () => {
      throw refuse();
    },
    renewIntermediates: () => Promise.reject(refuse()),
  };
};
