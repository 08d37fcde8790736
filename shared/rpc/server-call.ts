import { Metadata, type StatusObject } from "@grpc/grpc-js";
import type { PeerCertificate } from "node:tls";
import type { PharosError } from "../errors/pharos-error.ts";
import {
  callRefusedError,
  certificateRevokedError,
  deadlineRequiredError,
  messageInvalidError,
  messageTooLargeError,
  peerUnknownError,
} from "../errors/rpc-errors.ts";
import type { PeerIdentity } from "../pki/peer-identity.ts";
import { type Codec, type Decoded, tryDecode } from "./codec.ts";
import { encodeErrorDetail, toVisibleError } from "./error-detail.ts";
import type { CallAudit } from "./call-audit.ts";
import type { RpcPath } from "./gen/rpc-path.ts";
import { errorDetailKey, grpcStatus } from "./grpc-status.ts";
import { requestLimitBytes } from "./limits.ts";
import type { PeerFinding } from "./peer-directory.ts";

/** What every call on a server is judged by. */
export interface ServerPolicy {
  readonly findPeer: (certificate: PeerCertificate | undefined) => PeerFinding;
  readonly refuse: (path: RpcPath, peer: PeerIdentity) => PharosError | undefined;
  readonly reportUnexpected: (error: unknown, path: RpcPath) => void;
  readonly audit?: CallAudit;
  /** One of each open stream: ends it if its peer is shut out by now. */
  readonly rechecks: Set<() => void>;
}

export const decodeRequest = <Request extends object>(
  path: RpcPath,
  codec: Codec<Request>,
  bytes: Uint8Array,
): Decoded<Request> => {
  const limitBytes = requestLimitBytes(path);
  return bytes.length > limitBytes
    ? { ok: false, error: messageTooLargeError({ method: path, limitBytes }) }
    : tryDecode(codec, bytes);
};

interface CallFacts {
  readonly getAuthContext: () => { readonly sslPeerCertificate?: PeerCertificate };
  readonly getDeadline: () => Date | number;
}

/** Who calls and until when. Throws what refuses the call. */
export const admitCall = (
  path: RpcPath,
  call: CallFacts,
  policy: ServerPolicy,
  requiresDeadline: boolean,
): { readonly peer: PeerIdentity; readonly deadlineMs?: number } => {
  const finding = policy.findPeer(call.getAuthContext().sslPeerCertificate);
  if (!finding.ok) throw finding.error;
  const refusal = policy.refuse(path, finding.peer);
  if (refusal !== undefined) throw refusal;
  const deadlineMs = Number(call.getDeadline());
  if (Number.isFinite(deadlineMs)) return { peer: finding.peer, deadlineMs };
  if (requiresDeadline) throw deadlineRequiredError({ method: path });
  return { peer: finding.peer };
};

/** The same, told to the audit if there is one: a refusal, or that it begins; `end` tells how it ended. */
export const admitAudited = async (
  path: RpcPath,
  call: CallFacts & { readonly request: Decoded<unknown> },
  policy: ServerPolicy,
  requiresDeadline: boolean,
): Promise<{
  readonly admission: ReturnType<typeof admitCall>;
  readonly end: (outcome: string) => Promise<void>;
}> => {
  const { audit } = policy;
  try {
    const admission = admitCall(path, call, policy, requiresDeadline);
    const request = call.request.ok ? call.request.message : {};
    const end = await audit?.begin(path, admission.peer, request);
    return { admission, end: async (outcome) => end?.(outcome) };
  } catch (error) {
    const finding = policy.findPeer(call.getAuthContext().sslPeerCertificate);
    await audit?.refused(path, finding.ok ? finding.peer : undefined, toVisibleError(error).code);
    throw error;
  }
};

/** The status that ends a call which threw. */
export const toStatus = (error: unknown, path: RpcPath, policy: ServerPolicy): StatusObject => {
  const visible = toVisibleError(error);
  if (visible !== error) policy.reportUnexpected(error, path);
  const metadata = new Metadata();
  metadata.set(errorDetailKey, encodeErrorDetail(visible));
  return { code: statusCodeOf(visible), details: visible.code, metadata };
};

const statusByCode: ReadonlyMap<string, number> = new Map([
  [callRefusedError.code, grpcStatus.permissionDenied],
  [certificateRevokedError.code, grpcStatus.unauthenticated],
  [peerUnknownError.code, grpcStatus.unauthenticated],
  [deadlineRequiredError.code, grpcStatus.invalidArgument],
  [messageInvalidError.code, grpcStatus.invalidArgument],
  [messageTooLargeError.code, grpcStatus.resourceExhausted],
]);

const statusCodeOf = (error: PharosError): number =>
  statusByCode.get(error.code) ??
  (error.blame === "bug" ? grpcStatus.internal : grpcStatus.failedPrecondition);
