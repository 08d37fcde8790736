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
  message: ({ step, reason }) => `${step}: the other side of the SSH channel did not keep to the protocol: ${reason}`,
  hint: () => "are CLI and agent of the same version? Otherwise this is a bug of pharosctl: please report it",
});

export const stateUnreadable = defineError<{ readonly path: string; readonly reason: string }>({
  code: "STATE_UNREADABLE",
  blame: "environment",
  message: ({ path, reason }) => `the agent's own file ${path} cannot be read: ${reason}`,
  hint: () => "run `pharosctl apply`: it writes the state anew; is the disk healthy?",
});
