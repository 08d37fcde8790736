import { defineError } from "./define-error.ts";

interface Place {
  readonly host: string;
  readonly [key: string]: string | number | boolean;
}

export const sshUnreachable = defineError<
  Place & { readonly address: string; readonly reason: string }
>({
  code: "SSH_UNREACHABLE",
  blame: "environment",
  message: ({ host, address, reason }) =>
    `${host}: no SSH server answers at ${address}${reason === "" ? "" : `: ${reason}`}`,
  hint: () => "is the host up, and are `address`, `ssh_port` and `bastion` right in cluster.yml?",
});

export const bastionUnreachable = defineError<
  Place & { readonly bastion: string; readonly reason: string }
>({
  code: "BASTION_UNREACHABLE",
  blame: "environment",
  message: ({ host, bastion, reason }) =>
    `${host}: no SSH server answers at its bastion ${bastion}${reason === "" ? "" : `: ${reason}`}`,
  hint: () => "is the bastion up, and are `bastion.address` and `bastion.ssh_port` right?",
});

export const sshLoginRefused = defineError<
  Place & { readonly user: string; readonly reason: string }
>({
  code: "SSH_LOGIN_REFUSED",
  blame: "environment",
  message: ({ host, user, reason }) =>
    `${host}: the SSH server does not let ${user} in${reason === "" ? "" : `: ${reason}`}`,
  hint: () => "set `user` and `ssh_key_path` in cluster.yml to a login that works with `ssh`",
});

export const hostKeyUnknown = defineError<Place & { readonly fingerprints: string }>({
  code: "HOST_KEY_UNKNOWN",
  blame: "user",
  message: ({ host, fingerprints }) =>
    `${host}: its SSH host key is not known here: ${fingerprints}`,
  hint: () =>
    "compare it with the host's console, then confirm it when asked, pin it as `host_key`, or give --accept-host-keys",
});

export const hostKeyChanged = defineError<
  Place & {
    readonly fingerprints: string;
    readonly file: string;
    /** The commands that forget the old key, one per file. */
    readonly forget: string;
  }
>({
  code: "HOST_KEY_CHANGED",
  blame: "environment",
  message: ({ host, fingerprints, file }) =>
    `${host}: its SSH host key is not the one in ${file}; it now presents ${fingerprints}`,
  hint: ({ forget }) =>
    `somebody may be in between; if the host was installed anew, compare the new key with its console, forget the old one (\`${forget}\`) and apply again`,
});

export const hostKeyNotPinned = defineError<
  Place & { readonly pinned: string; readonly fingerprints: string }
>({
  code: "HOST_KEY_NOT_PINNED",
  blame: "environment",
  message: ({ host, pinned, fingerprints }) =>
    `${host}: cluster.yml pins host key ${pinned}, but the host presents ${fingerprints}`,
  hint: () =>
    "somebody may be in between; if the host was installed anew, correct `host_key` in cluster.yml",
});

export const sudoRefused = defineError<Place & { readonly user: string }>({
  code: "SUDO_REFUSED",
  blame: "environment",
  message: ({ host, user }) =>
    `${host}: ${user} is not root and may not use sudo without a password`,
  hint: ({ user }) =>
    `on the host: echo '${user} ALL=(ALL) NOPASSWD:ALL' | sudo tee /etc/sudoers.d/${user}`,
});

export const noSystemd = defineError<Place>({
  code: "NO_SYSTEMD",
  blame: "environment",
  message: ({ host }) => `${host}: systemd does not run there`,
  hint: () => "pharosctl needs Ubuntu or Debian with systemd as process 1",
});

export const architectureUnsupported = defineError<Place & { readonly architecture: string }>({
  code: "ARCHITECTURE_UNSUPPORTED",
  blame: "environment",
  message: ({ host, architecture }) => `${host}: its processor is ${architecture}`,
  hint: () => "pharosctl supports x86_64 (amd64) and aarch64 (arm64)",
});

export const osUnsupported = defineError<Place & { readonly system: string }>({
  code: "OS_UNSUPPORTED",
  blame: "environment",
  message: ({ host, system }) => `${host}: ${system} is not supported`,
  hint: () => "supported: Ubuntu 20.04, 22.04, 24.04 and 26.04, Debian 12 and 13",
});

export const clockOff = defineError<Place & { readonly seconds: number }>({
  code: "CLOCK_OFF",
  blame: "environment",
  message: ({ host, seconds }) =>
    `${host}: its clock is ${seconds} seconds away from this machine's`,
  hint: () =>
    "set the clock (systemd-timesyncd or chrony), this machine's if all hosts are told so: certificates and etcd need less than 30 seconds",
});

export const enrolledElsewhere = defineError<
  Place & {
    /** Its id. */
    readonly cluster: string;
    /** Empty: the host does not tell. */
    readonly clusterName: string;
  }
>({
  code: "ENROLLED_ELSEWHERE",
  blame: "environment",
  message: ({ host, cluster, clusterName }) =>
    `${host}: belongs to another cluster already: ${[clusterName, cluster].filter(Boolean).join(", ")}`,
  hint: ({ cluster, clusterName }) =>
    `is the address right? Else reset the host from where that cluster's keys are; if they are lost, \`pharosctl apply --take-over ${clusterName || cluster}\` makes new ones`,
});

export const takeoverRefused = defineError<{
  readonly cluster: string;
  readonly reason: string;
}>({
  code: "TAKEOVER_REFUSED",
  blame: "environment",
  message: ({ cluster, reason }) => `the cluster ${cluster} cannot be taken over: ${reason}`,
  hint: () =>
    "name all of its hosts in cluster.yml, and the cluster by the id that ENROLLED_ELSEWHERE shows without --take-over",
});

export const bootstrapFailed = defineError<
  Place & { readonly step: string; readonly exitCode: number; readonly stderr: string }
>({
  code: "BOOTSTRAP_FAILED",
  blame: "environment",
  message: ({ host, step, exitCode, stderr }) =>
    `${host}: ${step} ended with exit code ${exitCode}${stderr === "" ? "" : `: ${stderr}`}`,
  hint: () =>
    "look at the message; is there space in /var/tmp and /opt? Then run the same command again",
});

export const bootstrapTimeout = defineError<
  Place & { readonly step: string; readonly limitSeconds: number }
>({
  code: "BOOTSTRAP_TIMEOUT",
  blame: "environment",
  message: ({ host, step, limitSeconds }) =>
    `${host}: ${step} has not ended in ${limitSeconds} seconds`,
  hint: () => "is the host or the network overloaded? Run the same command again",
});

export const sshConnectionLost = defineError<
  Place & { readonly what: string; readonly limitSeconds: number }
>({
  code: "SSH_CONNECTION_LOST",
  blame: "environment",
  message: ({ host, what, limitSeconds }) =>
    `${host}: the connection broke or was silent for ${limitSeconds} seconds, so the host has let go of ${what}`,
  hint: () => "run the same command again: it does what is left",
});

export const opensshMissing = defineError<Record<never, never>>({
  code: "OPENSSH_MISSING",
  blame: "environment",
  message: () => "there is no OpenSSH client (ssh, ssh-keygen) on this machine",
  hint: () => "install it: apt-get install openssh-client",
});

export const execFailed = defineError<
  Place & { readonly program: string; readonly exitCode: number }
>({
  code: "EXEC_FAILED",
  blame: "environment",
  message: ({ program, exitCode }) =>
    exitCode === 255
      ? "ssh could not run it, or it ended with 255"
      : `${program} ended with exit code ${exitCode}`,
  hint: () => "",
});
