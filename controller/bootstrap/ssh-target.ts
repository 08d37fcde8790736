/** Where an SSH server is and who logs in; what is absent is left to the user's OpenSSH configuration. */
export interface SshBastion {
  readonly address: string;
  readonly user?: string;
  readonly port?: number;
  readonly keyPath?: string;
  readonly proxyCommand?: string;
  /** Pinned fingerprint, `SHA256:…`. */
  readonly hostKey?: string;
}

/** An SSH server whose key can be judged: a host, or the bastion before it. */
export interface SshEndpoint extends SshBastion {
  /** Name for people: the host's address in cluster.yml, or its node name. */
  readonly name: string;
  readonly bastion?: SshBastion;
}

/** How one host is reached over SSH. */
export interface SshTarget extends SshEndpoint {
  readonly user: string;
}

/** A bastion as an endpoint of its own; several hosts may share it. */
export const bastionEndpoint = (bastion: SshBastion): SshEndpoint => ({
  ...bastion,
  name: `bastion ${bastion.address}`,
});
