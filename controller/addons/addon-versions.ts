import { compareMinors, minorOf } from "../../shared/versions/kubernetes-version.ts";

export const versionedAddons = [
  "ingress-nginx",
  "cert-manager",
  "kubernetes-dashboard",
  "metrics-server",
] as const;
export type VersionedAddon = (typeof versionedAddons)[number];

/** A release of an addon, and the first minor of Kubernetes that gets it. */
export interface PinnedRelease {
  readonly from: string;
  readonly version: string;
  /** The newest minor that its project has tested it with; absent: all from there on. */
  readonly tested?: string;
}

/**
 * Releases by the minor of Kubernetes, newest first: what their projects say that each works with.
 *
 * - ingress-nginx: the table in the README of kubernetes/ingress-nginx, which has five minors per release.
 * - cert-manager: the tables of https://cert-manager.io/docs/releases/, current and old.
 * - kubernetes-dashboard: the notes of its releases, which name one minor each. 2.7 is the last one of its
 *   old form; what came after is a Helm chart with a proxy in it.
 * - metrics-server: the matrix in the README of kubernetes-sigs/metrics-server, which is open above.
 */
export const addonReleases: Readonly<Record<VersionedAddon, readonly PinnedRelease[]>> = {
  "ingress-nginx": [
    { from: "1.31", version: "v1.15.1", tested: "1.35" },
    { from: "1.30", version: "v1.14.0", tested: "1.34" },
    { from: "1.29", version: "v1.13.0", tested: "1.33" },
    { from: "1.28", version: "v1.12.1", tested: "1.32" },
    { from: "1.20", version: "v1.3.1", tested: "1.24" },
  ],
  "cert-manager": [
    { from: "1.33", version: "v1.21.1", tested: "1.36" },
    { from: "1.31", version: "v1.19.1", tested: "1.35" },
    { from: "1.29", version: "v1.18.2", tested: "1.33" },
    { from: "1.28", version: "v1.16.3", tested: "1.32" },
    { from: "1.20", version: "v1.9.1", tested: "1.24" },
  ],
  "kubernetes-dashboard": [
    { from: "1.28", version: "v2.7.0", tested: "1.25" },
    { from: "1.20", version: "v2.2.0", tested: "1.20" },
  ],
  "metrics-server": [
    { from: "1.31", version: "v0.8.1" },
    { from: "1.28", version: "v0.7.2" },
    { from: "1.20", version: "v0.5.2" },
  ],
};

/** The release of an addon that goes with a version of Kubernetes; the oldest one for what is older still. */
export const addonRelease = (addon: VersionedAddon, kubernetesVersion: string): PinnedRelease => {
  const minor = minorOf(kubernetesVersion) ?? "";
  const releases = addonReleases[addon];
  const fitting = releases.find(({ from }) => compareMinors(minor, from) >= 0) ?? releases.at(-1);
  if (fitting === undefined) throw new RangeError(`${addon} has no release`);
  return fitting;
};

export const addonVersion = (addon: VersionedAddon, kubernetesVersion: string): string =>
  addonRelease(addon, kubernetesVersion).version;

/** The newest minor that the release for this version has been tested with, where that is an older one. */
export const lastTestedMinor = (
  addon: VersionedAddon,
  kubernetesVersion: string,
): string | undefined => {
  const { tested } = addonRelease(addon, kubernetesVersion);
  const minor = minorOf(kubernetesVersion) ?? "";
  return tested !== undefined && compareMinors(minor, tested) > 0 ? tested : undefined;
};
