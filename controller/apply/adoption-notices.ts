import { countOf } from "../../shared/errors/count-of.ts";
import type { DesignedHost } from "./apply-run.ts";

interface SeenHost {
  readonly name: string;
  readonly link:
    | { readonly kind: "agent" }
    | {
        readonly kind: "ssh";
        readonly facts: { readonly kubernetes: { readonly joined: boolean } };
      };
  readonly spec: {
    readonly kubernetes: Pick<DesignedHost["spec"]["kubernetes"], "adopted">;
  };
}

/** What a plan does not show as a change: nodes of a cluster that was there before become members. */
export const adoptionNotices = (hosts: readonly SeenHost[]): readonly string[] => {
  const nodes = hosts.filter(
    ({ link, spec }) =>
      link.kind === "ssh" && link.facts.kubernetes.joined && spec.kubernetes.adopted !== undefined,
  );
  const endpoint = nodes[0]?.spec.kubernetes.adopted?.endpoint;
  if (endpoint === undefined) return [];
  const count = countOf(nodes.length, "node");
  return [
    `notice: adopts ${count} of the Kubernetes cluster at ${endpoint}, as ${nodes.length === 1 ? "it is" : "they are"}: kubeadm brings nothing in anew, and labels and taints that are there are recorded as cluster.yml's`,
  ];
};
