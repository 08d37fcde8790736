import type { UpgradeSpec } from "../../shared/spec/maintenance-spec.ts";

export interface AptSettings {
  readonly packages: UpgradeSpec["packages"];
  /** The host's own last file, `/etc/apt/apt.conf`, is there. */
  readonly hasMain: boolean;
}

/**
 * What apt and unattended-upgrades are told for our upgrades alone, read after all of the host's own
 * files: which origins, and what never to touch.
 */
export const renderLastSettings = ({ packages, hasMain }: AptSettings): string =>
  [
    "// Written by pharosctl before each upgrade.",
    ...(hasMain ? ['#include "/etc/apt/apt.conf";'] : []),
    "#clear Unattended-Upgrade::Allowed-Origins;",
    "#clear Unattended-Upgrade::Origins-Pattern;",
    "Unattended-Upgrade::Origins-Pattern {",
    ...ORIGINS[packages].map((origin) => `  "${origin}";`),
    "};",
    "Unattended-Upgrade::Package-Blacklist {",
    ...LEFT_ALONE.map((pattern) => `  "${pattern}";`),
    "};",
    ...SETTINGS.map(([name, value]) => `${name} "${value}";`),
    'Dpkg::Options { "--force-confdef"; "--force-confold"; };',
    "",
  ].join("\n");

/** For APT_CONFIG: the settings take the place of the file that apt reads last. */
export const renderFirstSettings = (last: string): string => `Dir::Etc::main "${last}";\n`;

const DISTRIBUTION = "${distro_codename}";

const ORIGINS: Readonly<Record<UpgradeSpec["packages"], readonly string[]>> = {
  security: [
    `origin=Debian,codename=${DISTRIBUTION},label=Debian-Security`,
    `origin=Debian,codename=${DISTRIBUTION}-security,label=Debian-Security`,
    `origin=Ubuntu,archive=${DISTRIBUTION}-security`,
    `origin=UbuntuESM,archive=${DISTRIBUTION}-infra-security`,
    `origin=UbuntuESMApps,archive=${DISTRIBUTION}-apps-security`,
  ],
  all: ["origin=*"],
};

/** Regular expressions of unattended-upgrades: what an apply changes, in its own order. */
const LEFT_ALONE: readonly string[] = [
  "kubeadm$",
  "kubelet$",
  "kubectl$",
  "kubernetes-cni$",
  "cri-tools$",
  "containerd$",
  "containerd\\\\.io$",
  "docker\\\\.io$",
  "docker-ce$",
  "docker-ce-cli$",
  "runc$",
];

const SETTINGS: readonly (readonly [string, string])[] = [
  ["Unattended-Upgrade::Automatic-Reboot", "false"],
  ["Unattended-Upgrade::InstallOnShutdown", "false"],
  // Stopped at any time, it leaves whole packages.
  ["Unattended-Upgrade::MinimalSteps", "true"],
  ["Unattended-Upgrade::Mail", ""],
  ["DPkg::Lock::Timeout", "600"],
  ["Acquire::Retries", "3"],
];
