import { versionRow } from "./version-table.ts";

/** Where the Kubernetes project publishes its Debian packages: one flat repository per minor, each signed. */
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
