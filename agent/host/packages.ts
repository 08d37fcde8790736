export interface InstalledPackage {
  /** Full Debian version, `1.20.2-1.1`. */
  readonly version: string;
  /** On hold: neither upgraded nor removed by accident. */
  readonly held: boolean;
  /** `false`: half-installed or unconfigured, dpkg wants to be run again. */
  readonly configured: boolean;
}

export interface PackageReader {
  /** What dpkg says of these names; a name that is not installed is missing in the answer. */
  readonly installed: (names: readonly string[]) => Promise<ReadonlyMap<string, InstalledPackage>>;
  /** Versions that apt could install, newest first; `[]` if it knows none. */
  readonly available: (name: string) => Promise<readonly string[]>;
}

export interface PackageVersion {
  readonly name: string;
  /** Full version; absent: apt's candidate. */
  readonly version?: string;
}

/** All wait for apt's lock for at most ten minutes, and run in a transient unit of their own. */
export interface PackageWriter {
  /** `apt-get update`, errors of any source are errors (unsigned, away). */
  readonly updateLists: () => Promise<void>;
  /**
   * Installs in one call, never starts services (policy-rc.d), keeps changed configuration files,
   * brings no recommended packages, upgrades or downgrades to exactly the version asked for, removes
   * nothing. apt ends the hold of a package that it changes so: hold it again afterwards.
   */
  readonly install: (packages: readonly PackageVersion[]) => Promise<void>;
  /** Fetches what such an installation would need, and changes nothing. */
  readonly download: (packages: readonly PackageVersion[]) => Promise<void>;
  /**
   * Purges the named packages, and dependencies that came with them and that nothing needs any more;
   * refuses if others would go with them.
   */
  readonly purge: (names: readonly string[]) => Promise<void>;
  /**
   * Reads lists anew, finishes what was interrupted, then runs `unattended-upgrade` with the settings
   * of a file that apt reads first (APT_CONFIG). Services start anew where their packages say so. One
   * that goes on is waited for. Gives what it printed.
   */
  readonly upgrade: (settings: string) => Promise<string>;
  readonly hold: (names: readonly string[]) => Promise<void>;
  readonly unhold: (names: readonly string[]) => Promise<void>;
}
