import * as z from "zod";
import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import { expect } from "./expectation.ts";

const ADMIN = "/etc/kubernetes/admin.conf";

export interface KubectlOptions {
  readonly input?: string;
  /** A path on the host; default: a master's own. */
  readonly kubeconfig?: string;
  /** Where it runs; default the first master. */
  readonly host?: string;
}

/** Runs kubectl on a host and gives back what it printed; fails if it does. */
export async function kubectl(
  lab: Lab,
  argv: readonly string[],
  options: KubectlOptions = {},
): Promise<string> {
  const { kubeconfig = ADMIN, host = "m1", ...rest } = options;
  const limits = ["--request-timeout=20s", "--cache-dir=/tmp/kubectl"];
  const command = ["kubectl", "--kubeconfig", kubeconfig, ...limits, ...argv];
  const { code, stdout, stderr } = await lab.ssh(host, command, rest);
  expect(`kubectl ${argv.join(" ")} works: ${stderr.trim()}`, code === 0);
  return stdout;
}

const NodeList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        labels: z.record(z.string(), z.string()),
      }),
      spec: z.object({
        podCIDR: z.string().optional(),
        taints: z
          .array(z.object({ key: z.string(), value: z.string().optional(), effect: z.string() }))
          .optional(),
      }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })),
      }),
    }),
  ),
});

export interface SeenNode {
  readonly name: string;
  readonly isReady: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** `key=value:Effect`, sorted. */
  readonly taints: readonly string[];
}

/** `kubeconfig`: its text; default the host's own. */
export async function readNodes(
  lab: Lab,
  kubeconfig?: string,
  host = "m1",
): Promise<readonly SeenNode[]> {
  const source = kubeconfig === undefined ? {} : { kubeconfig: "/dev/stdin", input: kubeconfig };
  const { items } = NodeList.parse(
    JSON.parse(await kubectl(lab, ["get", "nodes", "-o", "json"], { ...source, host })),
  );
  return items.map(({ metadata: { name, labels }, spec: { taints = [] }, status }) => ({
    name,
    labels,
    isReady: status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
    taints: taints.map(({ key, value = "", effect }) => `${key}=${value}:${effect}`).toSorted(),
  }));
}

/** Waits until the cluster has exactly these nodes, all Ready, and none is under a passing taint. */
export async function waitForNodes(
  lab: Lab,
  names: readonly string[],
  host = "m1",
): Promise<readonly SeenNode[]> {
  let seen: readonly SeenNode[] = [];
  await waitUntil(
    `nodes ${names.join(", ")} to be Ready`,
    180_000,
    async () => {
      seen = await readNodes(lab, undefined, host).catch(() => []);
      const there = seen.map(({ name }) => name).toSorted();
      const settled = seen.every(({ isReady, taints }) => isReady && !taints.some(isPassing));
      return settled && there.join(" ") === names.toSorted().join(" ");
    },
    500,
  );
  return seen;
}

/** Set and removed by Kubernetes itself, some moments after a node is Ready. */
function isPassing(taint: string): boolean {
  return taint.startsWith("node.kubernetes.io/");
}

/** Of the nodes, in the order of their names: `containerd://1.6.20`. */
export async function readRuntimes(lab: Lab): Promise<readonly string[]> {
  const path = "jsonpath={.items[*].status.nodeInfo.containerRuntimeVersion}";
  return (await kubectl(lab, ["get", "nodes", "-o", path])).split(" ");
}
