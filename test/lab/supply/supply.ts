/** The Kubernetes versions of the offline supply: the second is the first with another number, so that upgrades are real. */
export const kubernetesVersions = ["1.20.2", "1.20.15"] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

/** Package repositories are per minor version, as on pkgs.k8s.io: `apt/v1.20/deb/`. */
export const kubernetesMinor = "1.20";

/** Debian revision of the Kubernetes packages: `kubelet=1.20.2-1.1`, the form of pkgs.k8s.io. */
export const packageRevision = "1.1";

/** What a built supply holds; all paths are absolute. */
export interface Supply {
  readonly root: string;
  /** Served over HTTP as it is: `apt/v1.20/deb/`, `apt-unsigned/…`, `apt-wrongkey/…`, `apt-debian/`. */
  readonly aptRoot: string;
  /** Images as `blobs/sha256/` and `repositories.json`; see `server/registry-api.ts`. */
  readonly registryRoot: string;
  /** Armored public key that signs `apt/` and `apt-debian/`. */
  readonly keyPath: string;
  readonly versions: typeof kubernetesVersions;
  /** The stages that this call had to build, in order; empty when everything was cached. */
  readonly buildReport: readonly StageReport[];
}

export interface StageReport {
  readonly stage: string;
  readonly seconds: number;
}
