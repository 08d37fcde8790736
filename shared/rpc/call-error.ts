import { fromErrorDetail } from "../errors/error-detail.ts";
import type { PharosError } from "../errors/pharos-error.ts";
import { toPharosError } from "../errors/internal-errors.ts";
import {
  callCancelledError,
  callTimedOutError,
  connectionLostError,
  messageTooLargeError,
  rpcFailedError,
  rpcUnsupportedError,
} from "../errors/rpc-errors.ts";
import { decodeErrorDetail } from "./error-detail.ts";
import { errorDetailKey, grpcStatus } from "./grpc-status.ts";
import { maxMessageBytes } from "./limits.ts";

/** The error of a failed call: what the agent said, else what its status means. */
export const toCallError = (
  error: unknown,
  call: { readonly address: string; readonly method: string },
): PharosError => {
  if (!isServiceError(error)) return toPharosError(error);
  const [detailBytes] = error.metadata.get(errorDetailKey);
  const detail = Buffer.isBuffer(detailBytes) ? decodeErrorDetail(detailBytes) : undefined;
  return detail === undefined
    ? toStatusError(error.code, error.details, call, error)
    : fromErrorDetail(detail, error);
};

const toStatusError = (
  status: number,
  reason: string,
  call: { readonly address: string; readonly method: string },
  cause: unknown,
): PharosError => {
  switch (status) {
    case grpcStatus.cancelled:
      return callCancelledError(call, { cause });
    case grpcStatus.deadlineExceeded:
      return callTimedOutError(call, { cause });
    case grpcStatus.resourceExhausted:
      return messageTooLargeError({ method: call.method, limitBytes: maxMessageBytes }, { cause });
    case grpcStatus.unimplemented:
      return rpcUnsupportedError(call, { cause });
    // What an agent means to say has a detail; a bare INTERNAL is a stream that was cut.
    case grpcStatus.internal:
    case grpcStatus.unavailable:
      return connectionLostError({ ...call, reason }, { cause });
    default:
      return rpcFailedError({ ...call, status }, { cause });
  }
};

interface ServiceErrorShape extends Error {
  readonly code: number;
  readonly details: string;
  readonly metadata: { readonly get: (key: string) => readonly unknown[] };
}

const isServiceError = (error: unknown): error is ServiceErrorShape =>
  error instanceof Error &&
  "code" in error &&
  typeof error.code === "number" &&
  "details" in error &&
  "metadata" in error;
