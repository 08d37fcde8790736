import { compareMinors } from "./kubernetes-version.ts";
import { versionRow } from "./version-table.ts";

/** Systems that hosts may run: `ID` and `VERSION_ID` of os-release, and where they end. */
export interface OperatingSystem {
  readonly id: "ubuntu" | "debian";
  readonly versionId: string;
  readonly codename: string;
  /** Newest Kubernetes minor that runs on it; absent: all. */
  readonly lastMinor?: string;
  /** Why it ends there. */
  readonly reason?: string;
}

export const operatingSystems: readonly OperatingSystem[] = [
  {
    id: "ubuntu",
    versionId: "20.04",
    codename: "focal",
    lastMinor: "1.34",
    reason: "it boots with cgroup v1, which kubelets from 1.35 on refuse",
  },
  { id: "ubuntu", versionId: "22.04", codename: "jammy" },
  { id: "ubuntu", versionId: "24.04", codename: "noble" },
  { id: "ubuntu", versionId: "26.04", codename: "resolute" },
  { id: "debian", versionId: "12", codename: "bookworm" },
  { id: "debian", versionId: "13", codename: "trixie" },
];

export type SystemSupport =
  | { readonly kind: "supported" }
  /** Not a system that pharosctl knows. */
  | { readonly kind: "unknown-system"; readonly supported: readonly string[] }
  | { readonly kind: "version-too-new"; readonly lastMinor: string; readonly reason: string };

/** Whether a Kubernetes version can run on a system. Throws for an unsupported Kubernetes version. */
export const systemSupport = (
  os: { readonly id: string; readonly versionId: string },
  kubernetesVersion: string,
): SystemSupport => {
  const { minor } = versionRow(kubernetesVersion);
  const known = operatingSystems.find(
    ({ id, versionId }) => id === os.id && versionId === os.versionId,
  );
  if (known === undefined) {
    return {
      kind: "unknown-system",
      supported: operatingSystems.map((one) => `${one.id} ${one.versionId}`),
    };
  }
  const { lastMinor, reason = "" } = known;
  if (lastMinor === undefined || compareMinors(minor, lastMinor) <= 0) return { kind: "supported" };
  return { kind: "version-too-new", lastMinor, reason };
};
