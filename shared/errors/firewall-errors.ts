import { defineError } from "./define-error.ts";

export const firewallLocksOut = defineError<{ readonly program: string; readonly port: number }>({
  code: "FIREWALL_LOCKS_OUT",
  blame: "environment",
  message: ({ program, port }) =>
    `the firewall would close port ${port}, where ${program} listens, so it was not loaded`,
  hint: ({ program }) =>
    program === "sshd"
      ? "apply again: the ports of sshd are read anew; or set `ssh_port` of the host"
      : "please report it: the agent's port must always be open",
});

export const firewallUnreached = defineError<{ readonly seconds: number }>({
  code: "FIREWALL_UNREACHED",
  blame: "environment",
  message: ({ seconds }) =>
    `nobody reached the host through its new firewall rules within ${seconds} s, so the rules before are back`,
  hint: () =>
    "apply again, and let it run to its end: it is pharosctl that has to reach the host while the rules are new; see docs/ports.md",
});
