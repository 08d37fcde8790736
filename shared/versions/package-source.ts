import { versionRow } from "./version-table.ts";

/** Where a project publishes its Debian packages: one flat repository per minor of Kubernetes, each signed. */
export interface PackageSource {
  readonly uri: string;
  /** `/`: flat, no components. */
  readonly suite: "/";
  /** ASCII-armored public key; the same key signs all minors at present. */
  readonly keyUrl: string;
}

/**
 * The public repository of a version. There is none for minors older than 1.24: those need
 * `repositories` in cluster.yml, which is `undefined` here.
 */
export const kubernetesPackageSource = (version: string): PackageSource | undefined => {
  const { minor } = versionRow(version);
  if (minor === "1.20") return undefined;
  const uri = `https://pkgs.k8s.io/core:/stable:/v${minor}/deb/`;
  return { uri, suite: "/", keyUrl: `${uri}Release.key` };
};

/**
 * cri-o's own repository of the same minor, which is the one that it is made for. It left pkgs.k8s.io, which
 * has old releases only, for openSUSE's build service (https://github.com/cri-o/packaging); what was there
 * before 1.28 is per distribution and has ended: `undefined`.
 */
export const crioPackageSource = (version: string): PackageSource | undefined => {
  const { minor } = versionRow(version);
  if (minor === "1.20") return undefined;
  const uri = `https://download.opensuse.org/repositories/isv:/cri-o:/stable:/v${minor}/deb/`;
  return { uri, suite: "/", keyUrl: `${uri}Release.key` };
};
