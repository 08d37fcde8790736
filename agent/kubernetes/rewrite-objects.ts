import { kubernetesRefused, kubernetesUnreachable } from "../../shared/errors/kubernetes-errors.ts";
import type { RewriteObjectsResponse } from "../../shared/rpc/gen/cluster.ts";
import type { Host } from "../host/host.ts";
import type { KubernetesAnswer } from "../host/kubernetes.ts";
import { listAt, textAt, valueAt } from "../../shared/spec/json-path.ts";
import { silenceOf } from "./kubernetes-answer.ts";

interface RewritingHost extends Pick<Host, "pause"> {
  readonly kubernetes: Pick<Host["kubernetes"], "listMetadata" | "rewrite">;
}

/** All of it has to be through in the time of one call. */
const PAGE = 100;
const ATTEMPTS = 5;
const STEP_MS = 200;

/**
 * Has the API server store one page of a resource's objects as they are. Whatever does not change is
 * written all the same where etcd has it under another key than the first one, and only there
 * (`stale` in k8s.io/apiserver's storage/etcd3); so what is done twice is done once, and no conflict
 * with somebody else's change loses anything. Throws `KUBERNETES_UNREACHABLE`, `KUBERNETES_REFUSED`.
 */
export const rewriteObjects = async (
  host: RewritingHost,
  resource: string,
  next: string,
): Promise<RewriteObjectsResponse> => {
  const what = `the cluster's ${resource}`;
  if (!/^[a-z]+$/.test(resource)) throw kubernetesRefused({ what, status: 400, reason: "no name" });
  const place = next === "" ? "" : `&continue=${encodeURIComponent(next)}`;
  const answer = await insist(host, () =>
    host.kubernetes.listMetadata(`/api/v1/${resource}?limit=${PAGE}${place}`),
  );
  if (answer.kind === "refused" && answer.status === GONE)
    return { next: "", outdated: true, objects: 0, rewritten: 0, remaining: 0, left: [] };
  if (answer.kind === "refused")
    throw kubernetesRefused({ what, status: answer.status, reason: answer.message });
  if (answer.kind !== "ok") throw kubernetesUnreachable({ what, reason: silenceOf(answer) ?? "" });
  const items = listAt(answer.object, "items");
  const outcomes: Outcome[] = [];
  for (const item of items) outcomes.push(await rewrite(host, resource, item));
  return {
    next: textAt(answer.object, "metadata", "continue") ?? "",
    outdated: false,
    objects: items.length,
    rewritten: outcomes.filter((outcome) => outcome === "rewritten").length,
    remaining: Number(valueAt(answer.object, "metadata", "remainingItemCount") ?? 0),
    left: outcomes.filter((outcome) => typeof outcome !== "string"),
  };
};

const GONE = 410;

type Outcome = "rewritten" | "good" | { readonly name: string; readonly reason: string };

const rewrite = async (host: RewritingHost, resource: string, item: unknown): Promise<Outcome> => {
  const [namespace, name = ""] = [
    textAt(item, "metadata", "namespace"),
    textAt(item, "metadata", "name"),
  ];
  const of = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  const path = `/api/v1${of}/${resource}/${encodeURIComponent(name)}`;
  const answer = await insist(host, () => host.kubernetes.rewrite(path));
  switch (answer.kind) {
    case "ok":
      return versionOf(answer.object) === versionOf(item) ? "good" : "rewritten";
    case "not-found":
      return "good";
    case "refused":
      return {
        name: namespace === undefined ? name : `${namespace}/${name}`,
        reason: `${answer.status} ${answer.message}`,
      };
    case "unreachable":
      throw kubernetesUnreachable({ what: `the cluster's ${resource}`, reason: answer.reason });
  }
};

const versionOf = (object: unknown): string | undefined =>
  textAt(object, "metadata", "resourceVersion");

/** A conflict, a server that is asked too much, one that starts anew: it is tried again. */
const insist = async (
  host: Pick<Host, "pause">,
  ask: () => Promise<KubernetesAnswer>,
): Promise<KubernetesAnswer> => {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask();
    const mayPass =
      answer.kind === "unreachable" ||
      (answer.kind === "refused" && [409, 429, 500, 503, 504].includes(answer.status));
    if (!mayPass || attempt === ATTEMPTS) return answer;
    await host.pause(STEP_MS * attempt);
  }
};
