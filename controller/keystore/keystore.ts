import type { AgentCertificateOrder } from "../../shared/pki/agent-certificate.ts";
import type { CertificateIssuer } from "../../shared/pki/issue-certificate.ts";
import type {
  OperatorCertificate,
  OperatorCertificateOrder,
  OperatorRole,
} from "../../shared/pki/operator-certificate.ts";
import type { SignedDocument } from "../../shared/pki/signed-document.ts";
import type { TrustBundle } from "../../shared/pki/trust-bundle.ts";
import type { Signer } from "../../shared/spec/membership.ts";
import type { AuthoritiesState } from "./authorities-state.ts";
import type { ClusterRecord } from "./cluster-record.ts";

/**
 * A cluster's keys on the administrator's machine, opened. Made by `createKeystore` and
 * `openKeystore`; nothing here but `renewIntermediates` needs the root's key.
 */
export interface Keystore {
  readonly cluster: ClusterRecord;
  readonly folder: string;
  /** Set where somebody was let in without the keys: what needs them throws `ACCESS_LIMITED`. */
  readonly guest?: { readonly name: string; readonly role: OperatorRole };
  /** Which authorities are in use here, and whether they are being exchanged. */
  readonly authorities: AuthoritiesState;
  /** What agents' certificates may lead to now, PEM. */
  readonly roots: string;
  /** What every member gets at enrolment. */
  readonly trust: TrustBundle;
  /** What masters get besides, so that agents renew without the CLI. */
  readonly agentIssuer: CertificateIssuer;
  /** The same of the other authorities, while there are two. */
  readonly otherIssuer?: CertificateIssuer;
  /** This keystore's signing key, as it stands in the membership. */
  readonly signer: Signer;
  /** The earlier end of the two intermediates. */
  readonly intermediatesEndAt: Date;
  /** One of them is older than 30 days, the root's key is here, and authorities are not being exchanged. */
  readonly isRenewalDue: boolean;
  /** Chain PEM. Errors: CERTIFICATE_REQUEST_*, CERTIFICATE_NAME_INVALID, ISSUER_EXPIRED. */
  readonly issueAgentCertificate: (order: AgentCertificateOrder) => Promise<string>;
  /** Errors: CERTIFICATE_NAME_INVALID, ISSUER_EXPIRED. */
  readonly issueOperatorCertificate: (
    order: OperatorCertificateOrder,
  ) => Promise<OperatorCertificate>;
  /** Hex. Keyed, so that nobody can tell a secret by trying; the same for as long as the signing key. */
  readonly hashSecret: (value: string) => string;
  readonly signNodeSpec: (payload: Uint8Array) => SignedDocument<"node-spec">;
  readonly signMembership: (payload: Uint8Array) => SignedDocument<"membership">;
  /** What hosts are to trust; only where authorities were ever exchanged. */
  readonly signTrust: () => SignedDocument<"trust">;
  /**
   * Renews intermediates that are older than 30 days, under the same keys, and gives the keystore
   * as it is then. Errors: ROOT_KEY_AWAY (only if one is that old), KEYSTORE_*.
   */
  readonly renewIntermediates: () => Promise<Keystore>;
}

export interface KeystoreOptions {
  readonly now: () => Date;
  /** Protects (creation) or opens all key files. */
  readonly passphrase?: string;
}
