import type { HostFacts } from "../../shared/spec/facts.ts";

/** Which Kubernetes a node has, by its kubelet's package: `1.20.2`; `undefined`: it is no node. */
export const installedKubernetes = ({
  packages,
  kubernetes,
}: Pick<HostFacts, "packages" | "kubernetes">): string | undefined =>
  // `1.30.4-1.1`: upstream's version, then Debian's revision.
  kubernetes.joined ? packages["kubelet"]?.replace(/-[^-]*$/, "") : undefined;
