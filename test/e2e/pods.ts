import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import { expectEqual } from "./expectation.ts";
import { kubectl } from "./kubectl.ts";
import { TOOLBOX_IMAGE } from "./toolbox-image.ts";

const PORT = 8080;
const SERVICE = "hello";

/** Starts a pod on every one of the nodes and a service over all; each pod asks each other and the service. */
export async function checkPodNetwork(
  lab: Lab,
  nodes: readonly string[],
  image = TOOLBOX_IMAGE,
): Promise<void> {
  // Hosts that were put back a moment ago: an API server that is up may go down once more.
  await waitUntil("pods to be made", 60_000, async () =>
    kubectl(lab, ["apply", "-f", "-"], { input: renderObjects(nodes, image) }).then(
      () => true,
      () => false,
    ),
  );
  const ready = ["wait", "--for=condition=Ready", "pod", "-l", "app=hello", "--timeout=90s"];
  await waitUntil(
    "pods to run",
    100_000,
    async () =>
      await kubectl(lab, [...ready.slice(0, -1), "--timeout=15s"]).then(
        () => true,
        () => false,
      ),
  );
  const serviceIp = await field(lab, `service/${SERVICE}`, "{.spec.clusterIP}");
  for (const from of nodes) {
    for (const to of nodes) {
      const ip = await field(lab, `pod/hello-${to}`, "{.status.podIP}");
      expectEqual(
        `the pod on ${from} reaches the one on ${to}`,
        await ask(lab, from, ip),
        `hello-${to}`,
      );
    }
    const names = nodes.map((node) => `hello-${node}`);
    const answer = await ask(lab, from, serviceIp);
    expectEqual(`the pod on ${from} reaches the service (${answer})`, names.includes(answer), true);
  }
}

export async function removePods(lab: Lab): Promise<void> {
  const ours = ["pod,service", "-l", "app=hello"];
  await kubectl(lab, ["delete", ...ours, "--grace-period=1", "--wait=false"]);
  // A kubelet tells that a pod is gone once its volumes and control groups are: a minute on a busy machine.
  await waitUntil("pods to be gone", 180_000, async () =>
    kubectl(lab, ["get", ...ours, "-o", "name"]).then(
      (left) => left.trim() === "",
      () => false,
    ),
  );
}

async function ask(lab: Lab, from: string, ip: string): Promise<string> {
  const fetch = ["/usr/local/bin/toolbox", "fetch", `http://${ip}:${PORT}/`];
  let answer = "";
  // A service is in a node's rules once its kube-proxy runs; on a busy new node that takes a while.
  await waitUntil(`an answer of ${ip} to the pod on ${from}`, 60_000, async () => {
    answer = await kubectl(lab, ["exec", `hello-${from}`, "--", ...fetch]).catch(() => "");
    return answer !== "";
  });
  return answer.trim();
}

async function field(lab: Lab, object: string, path: string): Promise<string> {
  return await kubectl(lab, ["get", object, "-o", `jsonpath=${path}`]);
}

function renderObjects(nodes: readonly string[], image: string): string {
  const labels = { app: "hello" };
  const pods = nodes.map((node) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `hello-${node}`, labels },
    spec: {
      nodeName: node,
      tolerations: [{ operator: "Exists" }],
      terminationGracePeriodSeconds: 1,
      containers: [{ name: "toolbox", image, args: ["serve"] }],
    },
  }));
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: SERVICE, labels },
    spec: { selector: labels, ports: [{ port: PORT }] },
  };
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: [...pods, service] });
}
