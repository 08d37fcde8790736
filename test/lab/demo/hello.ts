import { z } from "zod";
import { LabError } from "../lab-error.ts";
import type { Lab } from "../lab.ts";

const name = "hello";
const port = 8080;
const servicePort = 80;

/** A server on every node that takes pods, which answers with its own name, and a service for all of them. */
const manifest = {
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name },
      spec: {
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                name,
                image: "lab/toolbox:1",
                args: ["serve", `:${port}`],
                readinessProbe: { httpGet: { path: "/", port }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name },
      spec: { selector: { app: name }, ports: [{ port: servicePort, targetPort: port }] },
    },
  ],
};

const Pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      spec: z.object({ nodeName: z.string() }),
      status: z.object({ podIP: z.string().optional() }),
    }),
  ),
});

/** Starts the pods and lets them talk: to each other over the hosts, and to the service. Gives lines as they come. */
export async function* showHello(lab: Lab): AsyncGenerator<string> {
  yield* lines(await kubectl(lab, ["apply", "-f", "-"], JSON.stringify(manifest)));
  yield* lines(await kubectl(lab, ["rollout", "status", `daemonset/${name}`, "--timeout=180s"]));
  yield* lines(await kubectl(lab, ["get", "pods", "--selector", `app=${name}`, "-o", "wide"]));
  const pods = await readPods(lab);
  yield "";
  for (const from of pods) {
    for (const to of pods.filter(({ node }) => node !== from.node)) {
      const answer = await fetchFrom(lab, from.name, `http://${to.address}:${port}/`);
      if (answer !== to.name)
        throw new LabError(`${from.name} asked ${to.name} and heard "${answer}"`);
      yield `pod to pod:     ${from.name} on ${from.node} -> ${to.address} on ${to.node}: "${answer}"`;
    }
  }
  const address = await kubectl(lab, ["get", "service", name, "-o", "jsonpath={.spec.clusterIP}"]);
  for (const { name: from, node } of pods) {
    const answer = await fetchFrom(lab, from, `http://${address}:${servicePort}/`);
    if (!pods.some((pod) => pod.name === answer)) {
      throw new LabError(`${from} asked the service and heard "${answer}"`);
    }
    yield `pod to service: ${from} on ${node} -> ${address}: "${answer}"`;
  }
}

interface Pod {
  readonly name: string;
  readonly node: string;
  readonly address: string;
}

const readPods = async (lab: Lab): Promise<readonly Pod[]> => {
  const { items } = Pods.parse(
    JSON.parse(await kubectl(lab, ["get", "pods", "--selector", `app=${name}`, "-o", "json"])),
  );
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata, spec, status }) => ({
      name: metadata.name,
      node: spec.nodeName,
      address: status.podIP ?? "",
    }));
};

const fetchFrom = async (lab: Lab, pod: string, url: string): Promise<string> =>
  (await kubectl(lab, ["exec", pod, "--", "toolbox", "fetch", url])).trim();

/** The kubectl that the apply has installed on the master. */
const kubectl = async (lab: Lab, args: readonly string[], input = ""): Promise<string> => {
  const argv = ["kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf", ...args];
  const { code, stdout, stderr } = await lab.ssh("m1", argv, { input, timeoutMs: 200_000 });
  if (code !== 0) throw new LabError(`kubectl ${args.join(" ")}: ${stderr.trim()}`);
  return stdout;
};

const lines = (text: string): readonly string[] => text.trimEnd().split("\n");
