import type { HostReader } from "../host/host.ts";
import { listAt, textAt, valueAt } from "../../shared/spec/json-path.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";

export interface Workload {
  /** `namespace/Kind/name` of the controller. */
  readonly name: string;
  readonly ready: number;
}

/** Ready pods by their controllers, 0 too; pods without one are nobody's to bring back. Throws `KUBERNETES_UNREACHABLE`. */
export const readWorkloads = async (
  host: Pick<HostReader, "kubernetes">,
): Promise<readonly Workload[]> => {
  const answer = await host.kubernetes.get("admin", "/api/v1/pods");
  const ready = new Map<string, number>();
  for (const pod of listAt(requireObject(answer, "pods of the cluster"), "items")) {
    const name = controllerOf(pod);
    if (name !== undefined) ready.set(name, (ready.get(name) ?? 0) + (isReady(pod) ? 1 : 0));
  }
  return [...ready]
    .map(([name, count]) => ({ name, ready: count }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

/** What a Job runs ends by itself. */
const controllerOf = (pod: unknown): string | undefined => {
  const owner = listAt(pod, "metadata", "ownerReferences").find(
    (one) => valueAt(one, "controller") === true,
  );
  const kind = textAt(owner, "kind");
  if (kind === undefined || kind === "Job") return undefined;
  return `${textAt(pod, "metadata", "namespace") ?? ""}/${kind}/${textAt(owner, "name") ?? ""}`;
};

/** One that is on its way out serves for a moment only. */
const isReady = (pod: unknown): boolean =>
  textAt(pod, "metadata", "deletionTimestamp") === undefined &&
  listAt(pod, "status", "conditions").some(
    (condition) => textAt(condition, "type") === "Ready" && textAt(condition, "status") === "True",
  );
