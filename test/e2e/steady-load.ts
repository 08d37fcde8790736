import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import { expect } from "./expectation.ts";
import { kubectl } from "./kubectl.ts";
import { TOOLBOX_IMAGE } from "./toolbox-image.ts";

const NAME = "steady";
const COUNTS = "/tmp/steady-load";

/** What a service under load answered. */
export interface SteadyLoad {
  /** Ends it; requests that were answered, and those that were not. */
  readonly stop: () => Promise<{ readonly answered: number; readonly lost: number }>;
}

/**
 * Two pods with a PodDisruptionBudget behind a service, asked about ten times a second from a host. A
 * pod that is to go serves on for some seconds, until all nodes know that it goes.
 */
export async function startSteadyLoad(lab: Lab, from: string): Promise<SteadyLoad> {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects() });
  await waitUntil("objects to be made", 60_000, async () =>
    kubectl(lab, ["apply", "-f", "-"], { input: list, host: from }).then(
      () => true,
      () => false,
    ),
  );
  const rollout = ["rollout", "status", `deployment/${NAME}`, "--timeout=15s"];
  await waitUntil("two pods to be Ready", 120_000, async () =>
    kubectl(lab, rollout, { host: from }).then(
      () => true,
      () => false,
    ),
  );
  const path = "jsonpath={.spec.clusterIP}";
  const ip = await kubectl(lab, ["get", "service", NAME, "-o", path], { host: from });
  const ask = `curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}\\n'`;
  const loop = `while :; do ${ask} http://${ip}:8080/ >>${COUNTS}; sleep 0.1; done`;
  const argv = ["systemd-run", `--unit=${NAME}-load`, "--quiet", "sh", "-c", loop];
  const started = await lab.ssh(from, argv);
  expect(`the load starts: ${started.stderr}`, started.code === 0);
  await waitUntil(
    "the load to be answered",
    30_000,
    async () => (await count(lab, from)).answered > 5,
  );
  await lab.ssh(from, ["truncate", "--size=0", COUNTS]);
  return {
    stop: async () => {
      await lab.ssh(from, ["systemctl", "stop", `${NAME}-load`]);
      const counted = await count(lab, from);
      await kubectl(lab, ["delete", "deployment,pdb,service", NAME, "--wait=false"], {
        host: from,
      });
      return counted;
    },
  };
}

async function count(lab: Lab, from: string) {
  const { stdout } = await lab.ssh(from, ["cat", COUNTS]);
  const codes = stdout.split("\n").filter((line) => line !== "");
  const answered = codes.filter((code) => code === "200").length;
  return { answered, lost: codes.length - answered };
}

const SERVES_ON_SECONDS = 15;

function objects(): readonly object[] {
  const labels = { app: NAME };
  const toolbox = {
    name: "toolbox",
    image: TOOLBOX_IMAGE,
    args: ["serve"],
    readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 },
    lifecycle: { preStop: { exec: { command: ["/usr/local/bin/toolbox", "sleep"] } } },
  };
  const template = {
    metadata: { labels },
    spec: { terminationGracePeriodSeconds: SERVES_ON_SECONDS, containers: [toolbox] },
  };
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: NAME },
      spec: { replicas: 2, selector: { matchLabels: labels }, template },
    },
    {
      apiVersion: "policy/v1beta1",
      kind: "PodDisruptionBudget",
      metadata: { name: NAME },
      spec: { minAvailable: 1, selector: { matchLabels: labels } },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: NAME },
      spec: { selector: labels, ports: [{ port: 8080 }] },
    },
  ];
}
