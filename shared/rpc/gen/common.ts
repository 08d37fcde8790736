// Generated from proto/ by `npm run generate`; do not edit.

/** Who has to act on an error. */
export type Blame = "BLAME_UNSPECIFIED" | "BLAME_USER" | "BLAME_ENVIRONMENT" | "BLAME_BUG";

/** What a signed document holds. It is part of what is signed. */
export type DocumentKind =
  | "DOCUMENT_KIND_UNSPECIFIED"
  | "DOCUMENT_KIND_NODE_SPEC"
  | "DOCUMENT_KIND_MEMBERSHIP"
  | "DOCUMENT_KIND_TRUST";

export type HostRole = "HOST_ROLE_UNSPECIFIED" | "HOST_ROLE_MASTER" | "HOST_ROLE_WORKER";

/** A named part of a host's tasks; a controller's phase asks for one of them. */
export type Profile =
  | "PROFILE_UNSPECIFIED"
  | "PROFILE_HOST"
  | "PROFILE_CONTROL_PLANE"
  | "PROFILE_WORKER"
  | "PROFILE_NETWORK"
  | "PROFILE_CLUSTER"
  | "PROFILE_ABSENT"
  | "PROFILE_DRIFT";

export type TaintEffect =
  | "TAINT_EFFECT_UNSPECIFIED"
  | "TAINT_EFFECT_NO_SCHEDULE"
  | "TAINT_EFFECT_PREFER_NO_SCHEDULE"
  | "TAINT_EFFECT_NO_EXECUTE";

/** A value that belongs to an error. Never secret. */
export type ErrorField =
  | {
      readonly value: "text";
      readonly text: string;
    }
  | {
      readonly value: "number";
      readonly number: number;
    }
  | {
      readonly value: "flag";
      readonly flag: boolean;
    }
  | { readonly value?: undefined };

/**
 * What failed, as the error catalogue knows it. Every call that an agent refuses or cannot finish
 * carries one, serialized, in the trailing metadata `pharos-error-bin`; runs carry it in records.
 */
export interface ErrorDetail {
  /** Entry of the error catalogue, upper snake case. Stable over versions. */
  readonly code: string;
  readonly blame: Blame;
  /** What failed and where, one line, lower case. */
  readonly message: string;
  /** The next command, or the line to change. */
  readonly hint: string;
  /** Values of the message. At most 4,000 characters each; the agent shortens longer ones. */
  readonly fields: Readonly<Record<string, ErrorField>>;
}

/**
 * One field of a host that differs from what is wanted. Values are shown to people and hold no
 * secret.
 */
export interface Change {
  readonly field: string;
  /** Absent: the thing is not there yet. */
  readonly before: string | undefined;
  /** Absent: the thing goes away. */
  readonly after: string | undefined;
  /** Why, where the field alone does not tell. */
  readonly because: string | undefined;
}

/**
 * A document with a signature over exactly these bytes. Who stores or relays it keeps the bytes as
 * they are and never serializes anew: fields that an older agent does not know stay signed.
 */
export interface SignedDocument {
  readonly kind: DocumentKind;
  readonly payload: Uint8Array;
  /** Which of the membership's signers made the signature. */
  readonly keyId: string;
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

/** UUID and name of a cluster. Agents compare the UUID alone. */
export interface ClusterIdentity {
  readonly id: string;
  readonly name: string;
}

/** A taint of a Kubernetes node. */
export interface Taint {
  readonly key: string;
  readonly value: string | undefined;
  readonly effect: TaintEffect;
}
