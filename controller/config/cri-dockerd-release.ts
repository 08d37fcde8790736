import { criDockerd } from "../../shared/versions/cri-dockerd.ts";
import type { ClusterConfig } from "./cluster-config.ts";

export interface CriDockerdRelease {
  readonly version: string;
  /** Of the archive for one architecture. */
  readonly url: string;
  /** Hex; `undefined`: nobody has said it. */
  readonly sha256: string | undefined;
}

/** The archive of cri-dockerd for hosts of an architecture. */
export const criDockerdRelease = (
  { container_runtime: { cri_dockerd: own } }: Pick<ClusterConfig, "container_runtime">,
  architecture: string,
): CriDockerdRelease => {
  const { version = criDockerd.version, url = criDockerd.url, sha256 } = own ?? {};
  const isKnown = version === criDockerd.version;
  return {
    version,
    url: url.replaceAll("{version}", version).replaceAll("{architecture}", architecture),
    sha256:
      valueOf(sha256 ?? {}, architecture) ??
      (isKnown ? valueOf(criDockerd.sha256, architecture) : undefined),
  };
};

const valueOf = (
  sums: Readonly<Record<string, string | undefined>>,
  architecture: string,
): string | undefined => sums[architecture];
