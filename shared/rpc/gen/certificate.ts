// Generated from proto/ by `npm run generate`; do not edit.

import type { ClusterIdentity, SignedDocument } from "./common.ts";

export interface RenewRequest {
  /** PKCS #10, DER. Only its public key is used. */
  readonly certificateRequest: Uint8Array;
}

export interface RenewResponse {
  /** PEM, the certificate first, then its intermediate. */
  readonly chain: string;
}

export interface RenewOwnRequest {}

export interface RenewOwnResponse {
  /** The one that is in use now. */
  readonly certificate: HostCertificate | undefined;
}

export interface GetTrustRequest {}

export interface GetTrustResponse {
  /** PEM. */
  readonly roots: string;
  /** PEM of the intermediate that issues agents' certificates. */
  readonly agentIntermediate: string;
  /** PEM of the intermediate that issues operators' certificates. */
  readonly operatorIntermediate: string;
  /** Of the authorities that the host was told last; 0: those of its enrolment. */
  readonly number: number;
  /** All that it trusts. Intermediates of one set stand in the fields above, too. */
  readonly sets: readonly AuthoritySet[];
  /** SHA-256 of the root that the agent's own certificate leads to, as Node prints it. */
  readonly certificateRoot: string;
  /** The same of the root below which this host issues certificates; empty: it is no master. */
  readonly issuerRoot: string;
}

/** A root and the intermediates below it, PEM. */
export interface AuthoritySet {
  readonly root: string;
  readonly agentIntermediate: string;
  readonly operatorIntermediate: string;
}

/** Payload of a SignedDocument of kind DOCUMENT_KIND_TRUST. */
export interface Trust {
  readonly cluster: ClusterIdentity | undefined;
  /** From 1 on. */
  readonly number: number;
  /** One or two. */
  readonly sets: readonly AuthoritySet[];
}

export interface PutTrustRequest {
  /** Kind DOCUMENT_KIND_TRUST. */
  readonly trust: SignedDocument | undefined;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface PutTrustResponse {}

export interface PutIssuerRequest {
  /** PEM, PKCS #8. Secret. */
  readonly key: string;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface PutIssuerResponse {}

export interface PutAuthoritiesRequest {
  /** PEM. */
  readonly agentIntermediate: string;
  /** PEM. */
  readonly operatorIntermediate: string;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface PutAuthoritiesResponse {}

export interface GetCertificatesRequest {}

export interface GetCertificatesResponse {
  readonly certificates: readonly HostCertificate[];
}

/** A certificate without its key. */
export interface HostCertificate {
  /** File on the host. */
  readonly path: string;
  /** The name that it certifies, in one line. */
  readonly subject: string;
  /** Hex, lower case. */
  readonly serial: string;
  /** Milliseconds since the Unix epoch. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** It may issue others. */
  readonly isAuthority: boolean;
}
