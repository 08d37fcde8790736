/** gRPC's status codes by number, so that what only reads them need not load grpc-js. */
export const grpcStatus = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** Trailing metadata that carries a serialized `pharos.v1.ErrorDetail`. */
export const errorDetailKey = "pharos-error-bin";
