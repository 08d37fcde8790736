/** How one host is reached over SSH; what is absent is left to the user's OpenSSH configuration. */
export interface SshTarget {
  /** Name for people: the host's address in cluster.yml, or its node name. */
  readonly name: string;
  readonly address: string;
  readonly port?: number;
  readonly user: string;
  readonly keyPath?: string;
  readonly proxyCommand?: string;
  readonly bastion?: SshBastion;
  /** Pinned fingerprint, `SHA256:…`. */
  readonly hostKey?: string;
}

export interface SshBastion {
  readonly address: string;
  readonly user?: string;
  readonly port?: number;
  readonly keyPath?: string;
  readonly proxyCommand?: string;
}
