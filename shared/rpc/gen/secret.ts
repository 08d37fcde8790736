// Generated from proto/ by `npm run generate`; do not edit.

export interface PutSecretsRequest {
  readonly secrets: readonly SecretValue[];
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface SecretValue {
  /** As SecretRef names it: letters, digits, `-` and `.`. */
  readonly name: string;
  /** Keyed hash as in SecretRef; stored with the value, for the agent does not have the key. */
  readonly hash: string;
  /** At most 1 MiB. */
  readonly value: Uint8Array;
}

export interface PutSecretsResponse {}

export interface ListSecretsRequest {}

export interface ListSecretsResponse {
  readonly secrets: readonly StoredSecret[];
}

export interface StoredSecret {
  readonly name: string;
  readonly hash: string;
}
