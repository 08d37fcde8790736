/** Where the drop-ins of a unit are. */
export const dropInDirectory = (unit: string): string => `/etc/systemd/system/${unit}.d`;

/** Where ours of a runtime's unit is. */
export const runtimeDropInPath = (unit: string): string =>
  `${dropInDirectory(unit)}/50-pharos.conf`;

/** Ours of a runtime's unit, as the task `unitFile` takes it. */
export const runtimeDropIn = <Ensure extends "present" | "absent">(
  unit: string,
  ensure: Ensure,
) => ({
  ensure,
  unit,
  path: runtimeDropInPath(unit),
  text: renderRuntimeDropIn(),
});

/** Pulls go through the host's proxy: a runtime takes it from its environment. */
const renderRuntimeDropIn = (): string =>
  [
    "# Written by pharosctl; a change made here is undone.",
    "[Service]",
    "EnvironmentFile=-/etc/environment",
    "",
  ].join("\n");
