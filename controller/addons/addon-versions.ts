import { compareMinors, minorOf } from "../../shared/versions/kubernetes-version.ts";

export type VersionedAddon =
  | "ingress-nginx"
  | "cert-manager"
  | "kubernetes-dashboard"
  | "metrics-server";

/** A release of an addon, and the first minor of Kubernetes that gets it. */
interface PinnedRelease {
  readonly from: string;
  readonly version: string;
}

/** Releases by the minor of Kubernetes, as their projects' support tables say; newest first. */
export const addonReleases: Readonly<Record<VersionedAddon, readonly PinnedRelease[]>> = {
  "ingress-nginx": [
    { from: "1.31", version: "v1.15.1" },
    { from: "1.30", version: "v1.14.0" },
    { from: "1.29", version: "v1.13.0" },
    { from: "1.28", version: "v1.12.1" },
    { from: "1.20", version: "v1.3.1" },
  ],
  "cert-manager": [
    { from: "1.33", version: "v1.21.1" },
    { from: "1.31", version: "v1.19.1" },
    { from: "1.29", version: "v1.18.2" },
    { from: "1.28", version: "v1.16.3" },
    { from: "1.20", version: "v1.9.1" },
  ],
  // The last one of its old form; what came after is a Helm chart with a proxy in it.
  "kubernetes-dashboard": [
    { from: "1.28", version: "v2.7.0" },
    { from: "1.20", version: "v2.2.0" },
  ],
  "metrics-server": [
    { from: "1.31", version: "v0.8.1" },
    { from: "1.28", version: "v0.7.2" },
    { from: "1.20", version: "v0.5.2" },
  ],
};

/** The release of an addon that goes with a version of Kubernetes; the oldest one for what is older still. */
export const addonVersion = (addon: VersionedAddon, kubernetesVersion: string): string => {
  const minor = minorOf(kubernetesVersion) ?? "";
  const releases = addonReleases[addon];
  const fitting = releases.find(({ from }) => compareMinors(minor, from) >= 0);
  return (fitting ?? releases.at(-1))?.version ?? "";
};
