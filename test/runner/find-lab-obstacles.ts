/** What of this machine decides whether it can be a lab. */
export interface LabMachine {
  readonly platform: string;
  readonly userId: number | undefined;
  /** Text of /etc/os-release; empty: there is none. */
  readonly osRelease: string;
  /** Text of /proc/filesystems, with the names of modules that could be loaded. */
  readonly fileSystems: string;
  readonly hasSystemdNspawn: boolean;
  readonly hasApt: boolean;
  /** A network namespace could be made. */
  readonly canMakeNetworks: boolean;
}

/** Why no lab can stand here, in words for people; empty: one can. */
export const findLabObstacles = (machine: LabMachine): readonly string[] => {
  if (machine.platform !== "linux") return [`the lab needs Linux, this is ${machine.platform}`];
  if (machine.userId !== 0) return ["the lab needs root"];
  return [
    ...(isDebian12(machine.osRelease) ? [] : ["the lab needs Debian 12"]),
    ...(machine.hasSystemdNspawn || machine.hasApt
      ? []
      : ["there is no systemd-nspawn, and no apt-get to install it"]),
    ...(/\boverlay\b/.test(machine.fileSystems) ? [] : ["the kernel has no overlayfs"]),
    ...(machine.canMakeNetworks ? [] : ["no network namespace can be made"]),
  ];
};

const isDebian12 = (osRelease: string): boolean =>
  /^ID="?debian"?$/m.test(osRelease) && /^VERSION_ID="?12"?$/m.test(osRelease);
