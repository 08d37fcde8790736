/** Pulls go through the host's proxy: a runtime takes it from its environment. */
export const renderRuntimeDropIn = (): string =>
  [
    "# Written by pharosctl; a change made here is undone.",
    "[Service]",
    "EnvironmentFile=-/etc/environment",
    "",
  ].join("\n");

/** Where the drop-ins of a unit are. */
export const dropInDirectory = (unit: string): string => `/etc/systemd/system/${unit}.d`;
