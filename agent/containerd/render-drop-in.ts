export const CONTAINERD_DROP_IN_DIRECTORY = "/etc/systemd/system/containerd.service.d";

/** Pulls go through the host's proxy: containerd takes it from its environment. */
export const renderContainerdDropIn = (): string =>
  [
    "# Written by pharosctl; a change made here is undone.",
    "[Service]",
    "EnvironmentFile=-/etc/environment",
    "",
  ].join("\n");
