import { adoptionReadFailed } from "../../shared/errors/adoption-errors.ts";
import { isRecord, listAt, textAt, textsAt } from "../../shared/spec/json-path.ts";
import type { Taint } from "../../shared/spec/node-spec.ts";
import type { SshSession } from "../bootstrap/ssh-session.ts";
import type { ClusterObjects, FoundNode } from "./found-cluster.ts";

const LIMIT_MS = 60_000;
/** A node takes some 20 KB, most of it images; there may be a thousand. */
const OUTPUT_LIMIT_BYTES = 128 * 1024 * 1024;
const LIST = '{range .items[*]}{.metadata.namespace}/{.metadata.name}{"\\n"}{end}';

/** Asks the API server through a master's own kubectl. It only reads. Throws `ADOPTION_READ_FAILED`. */
export const readClusterObjects = async (session: SshSession): Promise<ClusterObjects> => {
  const configMap = async (name: string, key: string): Promise<string | undefined> => {
    const words = ["configmap", name, "--namespace", "kube-system", "--ignore-not-found"];
    const text = await get(session, [...words, "--output", "json"], `ConfigMap ${name}`);
    return text.trim() === "" ? undefined : textAt(parse(session, text, name), "data", key);
  };
  const names = async (kind: string): Promise<readonly string[]> => {
    const words = [kind, "--all-namespaces", "--output", `jsonpath=${LIST}`];
    return (await get(session, words, kind)).split("\n").filter((line) => line !== "");
  };
  // The first alone, so that an API server that does not answer is told once.
  const nodes = parseNodes(
    parse(session, await get(session, ["nodes", "--output", "json"], "nodes"), "nodes"),
  );
  const [clusterConfiguration, proxyConfiguration, storedConfiguration, daemonSets, deployments] =
    await Promise.all([
      configMap("kubeadm-config", "ClusterConfiguration"),
      configMap("kube-proxy", "config.conf"),
      configMap("pharos-config", "cluster.yml"),
      names("daemonsets"),
      names("deployments"),
    ]);
  return {
    nodes,
    clusterConfiguration,
    proxyConfiguration,
    storedConfiguration,
    daemonSets,
    deployments,
  };
};

const get = async (
  session: SshSession,
  words: readonly string[],
  what: string,
): Promise<string> => {
  const { user, name: host } = session.target;
  const sudo = user === "root" ? [] : ["sudo", "-n", "--"];
  const kubectl = ["kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf"];
  const { exitCode, stdout, stderr } = await session.run({
    step: `read ${what}`,
    argv: [...sudo, ...kubectl, "--request-timeout", "20s", "get", ...words],
    limitMs: LIMIT_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
  });
  if (exitCode === 0) return stdout;
  const reason = stderr.trim().split("\n").at(-1) ?? "";
  throw adoptionReadFailed({ host, what, reason: reason || `kubectl ended with ${exitCode}` });
};

const parse = ({ target }: SshSession, text: string, what: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw adoptionReadFailed({ host: target.name, what, reason: "it is no JSON" }, { cause });
  }
};

const parseNodes = (list: unknown): readonly FoundNode[] =>
  listAt(list, "items").map((node) => ({
    name: textAt(node, "metadata", "name") ?? "",
    labels: textsAt(node, "metadata", "labels"),
    taints: listAt(node, "spec", "taints").flatMap(toTaint),
    address: listAt(node, "status", "addresses")
      .filter((address) => textAt(address, "type") === "InternalIP")
      .map((address) => textAt(address, "address"))[0],
    kubeletVersion: (textAt(node, "status", "nodeInfo", "kubeletVersion") ?? "").replace(/^v/, ""),
    runtime: textAt(node, "status", "nodeInfo", "containerRuntimeVersion") ?? "",
  }));

const toTaint = (taint: unknown): readonly Taint[] => {
  if (!isRecord(taint)) return [];
  const { key, value, effect } = taint;
  const known = (["NoSchedule", "PreferNoSchedule", "NoExecute"] as const).find(
    (one) => one === effect,
  );
  if (typeof key !== "string" || known === undefined) return [];
  return [{ key, effect: known, ...(typeof value === "string" && value !== "" ? { value } : {}) }];
};
