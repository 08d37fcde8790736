import { defineError } from "./define-error.ts";

export const agentNotEnrolled = defineError<{ readonly path: string; readonly reason: string }>({
  code: "AGENT_NOT_ENROLLED",
  blame: "environment",
  message: ({ path, reason }) => `this host is not enrolled: ${path}: ${reason}`,
  hint: () => "run `pharosctl apply` from the administrator's machine: it enrols the host over SSH",
});

export const stdioProtocol = defineError<{ readonly step: string; readonly reason: string }>({
  code: "STDIO_PROTOCOL",
  blame: "bug",
  message: ({ step, reason }) =>
    `${step}: the other side of the SSH channel did not keep to the protocol: ${reason}`,
  hint: () =>
    "are CLI and agent of the same version? Otherwise this is a bug of pharosctl: please report it",
});

export const stateUnreadable = defineError<{ readonly path: string; readonly reason: string }>({
  code: "STATE_UNREADABLE",
  blame: "environment",
  message: ({ path, reason }) => `the agent's own file ${path} cannot be read: ${reason}`,
  hint: () => "run `pharosctl apply`: it writes the state anew; is the disk healthy?",
});

export const issuerMissing = defineError<{ readonly host: string; readonly caller: string }>({
  code: "ISSUER_MISSING",
  blame: "environment",
  message: ({ host, caller }) =>
    `${host} cannot issue a certificate for ${caller}: it is no master, or ${caller} is no member`,
  hint: () => "run `pharosctl apply`: it brings membership and issuer up to date on the masters",
});

export const notMaster = defineError<{ readonly host: string; readonly reason: string }>({
  code: "NOT_A_MASTER",
  blame: "environment",
  message: ({ host, reason }) => `${host} cannot speak for the cluster: ${reason}`,
  hint: () => "is the control plane up? Look at it with `pharosctl status`",
});

export const hostNotReset = defineError<{ readonly host: string; readonly reason: string }>({
  code: "HOST_NOT_RESET",
  blame: "environment",
  message: ({ host, reason }) => `the agent of ${host} stays: ${reason}`,
  hint: ({ host }) =>
    `run \`pharosctl reset --host ${host}\`: it removes the agent after all that it installed`,
});

export const eventReadersBusy = defineError<{ readonly host: string; readonly readers: number }>({
  code: "EVENT_READERS_BUSY",
  blame: "environment",
  message: ({ host, readers }) =>
    `the agent of ${host} tells its events to ${readers} readers already`,
  hint: () => "end some of the `pharosctl events --follow` that are open, then run it again",
});

export const eventsLagged = defineError<{ readonly host: string }>({
  code: "EVENTS_LAGGED",
  blame: "environment",
  message: ({ host }) => `events of ${host} came faster than they were read`,
  hint: () => "run `pharosctl events --since 10m`: all of them are on the host's disk",
});

export const logReadersBusy = defineError<{ readonly host: string; readonly readers: number }>({
  code: "LOG_READERS_BUSY",
  blame: "environment",
  message: ({ host, readers }) =>
    `the agent of ${host} sends its logs to ${readers} readers already`,
  hint: () => "end some of the `pharosctl logs --follow` that are open, then run it again",
});

export const renewalRefused = defineError<{ readonly host: string; readonly reason: string }>({
  code: "RENEWAL_REFUSED",
  blame: "environment",
  message: ({ host, reason }) => `${host} did not get a new certificate: ${reason}`,
  hint: () => "run `pharosctl apply`: it brings masters and membership up to date",
});

export const authorityRefused = defineError<{ readonly subject: string }>({
  code: "AUTHORITY_REFUSED",
  blame: "environment",
  message: ({ subject }) =>
    `the certificate of ${subject} is not a renewal of one that this host trusts`,
  hint: () => "use the keys that the cluster was made with; `pharosctl certs status` shows them",
});

export const issuerRefused = defineError<{ readonly host: string; readonly reason: string }>({
  code: "ISSUER_REFUSED",
  blame: "environment",
  message: ({ host, reason }) => `${host} does not issue with the key that it was sent: ${reason}`,
  hint: () => "run `pharosctl certs rotate-ca` again: it begins with what each host lacks",
});

export const trustTooEarly = defineError<{ readonly host: string }>({
  code: "TRUST_TOO_EARLY",
  blame: "environment",
  message: ({ host }) =>
    `${host} does not give up the authorities that its own certificate, or what it issues, comes from`,
  hint: () => "run `pharosctl certs rotate-ca` again: it gives the host a new certificate first",
});

export const trustOutdated = defineError<{
  readonly host: string;
  readonly offered: number;
  readonly accepted: number;
}>({
  code: "TRUST_OUTDATED",
  blame: "user",
  message: ({ host, offered, accepted }) =>
    `${host} is not enrolled by these keys: they are of before an exchange of authorities (${offered}, the host knows ${accepted})`,
  hint: () =>
    "use the cluster's folder of the machine where `pharosctl certs rotate-ca` ran; if that is lost, move this one away and take the cluster over",
});
