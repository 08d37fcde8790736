import { defineError } from "./define-error.ts";

/** No connection: nothing answers at the address, or something that does not speak TLS. */
export const agentUnreachableError = defineError<{
  readonly address: string;
  readonly reason: string;
}>({
  code: "AGENT_UNREACHABLE",
  blame: "environment",
  message: ({ address, reason }) => `no connection to the agent at ${address}: ${reason}`,
  hint: () =>
    "see that the host is up, that pharos-agent.service runs on it, and that its port is open from here",
});

/** We refuse the agent: its certificate is not of this cluster, not of this host, or has ended. */
export const agentNotTrustedError = defineError<{
  readonly address: string;
  readonly identity: string;
  readonly reason: string;
}>({
  code: "AGENT_NOT_TRUSTED",
  blame: "environment",
  message: ({ address, identity, reason }) =>
    `what answers at ${address} did not prove to be ${identity}: ${reason}`,
  hint: () =>
    "see that the address belongs to this host; if its agent was away for a month or was set up anew, run pharosctl apply to enrol it again",
});

/** The agent refuses our certificate, or the version of TLS. */
export const tlsRefusedError = defineError<{ readonly address: string; readonly reason: string }>({
  code: "TLS_REFUSED",
  blame: "environment",
  message: ({ address, reason }) => `the agent at ${address} refused the TLS handshake: ${reason}`,
  hint: () =>
    "see that the clocks of both machines agree and that ~/.pharos of this machine belongs to the host's cluster",
});

/** The connection broke while a call was under way; what the call did is not known. */
export const connectionLostError = defineError<{
  readonly address: string;
  readonly method: string;
  readonly reason: string;
}>({
  code: "CONNECTION_LOST",
  blame: "environment",
  message: ({ address, method, reason }) =>
    `the connection to ${address} broke during ${method}: ${reason}`,
  hint: () => "run the same command again: it goes on with what is not done yet",
});

export const callTimedOutError = defineError<{ readonly address: string; readonly method: string }>(
  {
    code: "CALL_TIMED_OUT",
    blame: "environment",
    message: ({ address, method }) => `${address} did not finish ${method} in time`,
    hint: () =>
      "see the load of the host and journalctl -u pharos-agent on it, then run the same command again",
  },
);

/** The caller's own doing. */
export const callCancelledError = defineError<{
  readonly address: string;
  readonly method: string;
}>({
  code: "CALL_CANCELLED",
  blame: "user",
  message: ({ address, method }) => `${method} on ${address} was cancelled`,
  hint: () => "run the same command again: it goes on with what is not done yet",
});

/** The role table has no row for this caller. */
export const callRefusedError = defineError<{ readonly method: string; readonly role: string }>({
  code: "CALL_REFUSED",
  blame: "user",
  message: ({ method, role }) => `${method} is not allowed for the role ${role}`,
  hint: () => "ask an administrator of the cluster to do it",
});

/** A certificate of the cluster that names nobody the agent knows. */
export const peerUnknownError = defineError<Readonly<Record<never, never>>>({
  code: "PEER_UNKNOWN",
  blame: "user",
  message: () => "the certificate belongs to nobody that the agent knows",
  hint: () =>
    "a removed host has to be added again with pharosctl apply; an operator needs a new certificate",
});

export const certificateRevokedError = defineError<{ readonly serial: string }>({
  code: "CERTIFICATE_REVOKED",
  blame: "user",
  message: ({ serial }) => `the certificate with serial number ${serial} was revoked`,
  hint: () => "ask an administrator of the cluster for a new certificate",
});

/** Every unary call must say how long it waits. */
export const deadlineRequiredError = defineError<{ readonly method: string }>({
  code: "DEADLINE_REQUIRED",
  blame: "bug",
  message: ({ method }) => `${method} was called without a deadline`,
  hint: () => "set a deadline in the client; pharosctl always does",
});

export const messageTooLargeError = defineError<{
  readonly method: string;
  readonly limitBytes: number;
}>({
  code: "MESSAGE_TOO_LARGE",
  blame: "user",
  message: ({ method, limitBytes }) => `a message of ${method} is larger than ${limitBytes} bytes`,
  hint: () => "make the files and values that cluster.yml passes on smaller",
});

/** Bytes that are no such message, or a message that misses a part or has an unknown value. */
export const messageInvalidError = defineError<{
  readonly message: string;
  readonly field: string;
  readonly reason: string;
}>({
  code: "MESSAGE_INVALID",
  blame: "bug",
  message: ({ message, field, reason }) =>
    `cannot read a ${message}: ${field === "" ? reason : `${field}: ${reason}`}`,
  hint: () =>
    "see that pharosctl and the agent have the same version: pharosctl version, pharosctl status",
});

/** The agent is older than the call. */
export const rpcUnsupportedError = defineError<{
  readonly address: string;
  readonly method: string;
}>({
  code: "RPC_UNSUPPORTED",
  blame: "user",
  message: ({ address, method }) => `the agent at ${address} does not know ${method}`,
  hint: () => "run pharosctl apply to bring the agents to this version of pharosctl",
});

/** A status that says nothing more, from what is not our server. */
export const rpcFailedError = defineError<{
  readonly address: string;
  readonly method: string;
  readonly status: number;
}>({
  code: "RPC_FAILED",
  blame: "bug",
  message: ({ address, method, status }) =>
    `${method} on ${address} failed with gRPC status ${status}`,
  hint: () => "see journalctl -u pharos-agent on the host and report it as a bug of pharosctl",
});
