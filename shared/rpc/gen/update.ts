// Generated from proto/ by `npm run generate`; do not edit.

import type { SignedDocument } from "./common.ts";

export type BuildFileKind =
  | "BUILD_FILE_KIND_UNSPECIFIED"
  | "BUILD_FILE_KIND_BUNDLE"
  | "BUILD_FILE_KIND_RUNTIME";

export type UpdateState =
  | "UPDATE_STATE_UNSPECIFIED"
  | "UPDATE_STATE_NONE"
  | "UPDATE_STATE_PENDING"
  | "UPDATE_STATE_CONFIRMED"
  | "UPDATE_STATE_REVERTED";

export interface PrepareBuildRequest {
  /** Kind DOCUMENT_KIND_NODE_SPEC. */
  readonly spec: SignedDocument | undefined;
  /** The agent's systemd unit, whose hash is in the spec. */
  readonly unit: string;
  /** Bytes of the files as they will be sent: compressed by gzip. */
  readonly bundleBytes: number;
  readonly runtimeBytes: number;
}

export interface PrepareBuildResponse {
  /** Version and hash over all files of the build: the name of its folder. */
  readonly build: string;
  /** Empty: the build is complete. */
  readonly missing: readonly MissingBuildFile[];
}

export interface MissingBuildFile {
  readonly kind: BuildFileKind;
  /** So many of its bytes have come already. */
  readonly receivedBytes: number;
}

export interface PutBuildPartRequest {
  readonly build: string;
  readonly kind: BuildFileKind;
  /** Place of the part in the compressed file. */
  readonly offset: number;
  /** At most 1,000,000 bytes. */
  readonly part: Uint8Array;
}

export interface PutBuildPartResponse {
  /** So many bytes have come: where the next part begins. A part for another place is not taken. */
  readonly receivedBytes: number;
  /** The file is there as a whole. */
  readonly complete: boolean;
}

export interface SwitchBuildRequest {
  /** Kind DOCUMENT_KIND_NODE_SPEC. */
  readonly spec: SignedDocument | undefined;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface SwitchBuildResponse {
  /** Milliseconds from now until the host goes back unless the build is confirmed; 0: it runs already. */
  readonly confirmWithinMs: number;
}

export interface ConfirmBuildRequest {
  /** As PrepareBuildResponse names it. */
  readonly build: string;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface ConfirmBuildResponse {}

export interface GetUpdateRequest {}

export interface GetUpdateResponse {
  readonly state: UpdateState;
  /** The build before; empty without an update. */
  readonly from: string;
  /** The build that was switched to; empty without an update. */
  readonly to: string;
  /** Why the host went back, for people; else empty. */
  readonly reason: string;
}
