// Generated from proto/ by `npm run generate`; do not edit.

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
}

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
