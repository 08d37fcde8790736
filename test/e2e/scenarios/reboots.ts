import * as z from "zod";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expect, expectEqual } from "../expectation.ts";
import { kubectl, readNodes } from "../kubectl.ts";
import type { Scenario } from "../scenario.ts";
import { turnHolders } from "../turn-holders.ts";
import { TOOLBOX_IMAGE } from "../toolbox-image.ts";

const HOSTS: readonly string[] = ["m1", "w1", "w2"];
const SENTINEL = "/var/run/reboot-required";
const NAME = "steady";
const TAINT = "lab.test/reboot-waits";

/**
 * Three hosts with the file that asks for a reboot go down one after the other, and a Deployment with
 * a PodDisruptionBudget has an endpoint all the time. Who waits for its turn is tainted meanwhile.
 */
export const reboots: Scenario = {
  name: "reboots",
  needs: "formed-1-2",
  onlyByName: "three hosts boot one after the other, which takes minutes",
  run: async ({ lab, cli, note }) => {
    const kured = { period: "2s", prefer_no_schedule_taint: TAINT };
    await cli.editConfig((file) => file.setIn(["addons", "kured"], kured));
    await cli.must("apply", "--yes");
    await startWorkload(lab);
    const before = await bootsOf(lab);
    for (const host of HOSTS)
      expectEqual(`the file on ${host}`, (await lab.ssh(host, ["touch", SENTINEL])).code, 0);
    const seen = await watchReboots(lab, cli, before, note);
    expectEqual("the order has every host once", [...seen.order].toSorted(), [...HOSTS]);
    expect("a host that waited was tainted", seen.tainted.length > 0);
    note(`tainted while they waited: ${seen.tainted.join(", ")}`);
    await waitUntil("no node to be tainted any more", 90_000, async () => {
      const tainted = await taintedNodes(lab);
      return tainted?.length === 0;
    });
    note(`${seen.looks} looks at the endpoints, ${seen.looksWithoutApi} while the API was away`);
    expectEqual("nodes that are cordoned", await cordonedNodes(lab), []);
    await waitUntil(
      "all turns to be handed on",
      60_000,
      async () => (await turnHolders(lab)).length === 0,
    );
    const { stdout } = await cli.must("reboot");
    note(`reboot says:\n${stdout}`);
    await kubectl(lab, ["delete", "deployment,pdb,service", NAME, "--grace-period=1"]);
  },
};

async function startWorkload(lab: Lab): Promise<void> {
  const labels = { app: NAME };
  const objects = [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: NAME },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            tolerations: [{ operator: "Exists" }],
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                name: "toolbox",
                image: TOOLBOX_IMAGE,
                args: ["serve"],
                readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
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
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  await waitUntil("objects to be made", 60_000, async () =>
    kubectl(lab, ["apply", "-f", "-"], { input: list }).then(
      () => true,
      () => false,
    ),
  );
  await waitUntil("two endpoints", 90_000, async () => (await endpoints(lab)) === 2);
}

interface Seen {
  readonly order: readonly string[];
  readonly looks: number;
  readonly looksWithoutApi: number;
  /** Hosts that had the taint at some time. */
  readonly tainted: readonly string[];
}

const LIMIT_MS = 12 * 60_000;
const LOOK_MS = 700;

/** Looks at hosts, turns and endpoints until all hosts have booted and none is at it. */
async function watchReboots(
  lab: Lab,
  cli: Cli,
  before: ReadonlyMap<string, string>,
  note: (text: string) => void,
): Promise<Seen> {
  const order: string[] = [];
  let [looks, looksWithoutApi] = [0, 0];
  let whyIsSeen = false;
  const tainted = new Set<string>();
  const startMs = performance.now();
  await waitUntil(
    "all hosts to have booted",
    LIMIT_MS,
    async () => {
      const [now, count, held] = await Promise.all([
        bootsOf(lab),
        endpoints(lab),
        turnHolders(lab),
      ]);
      const down = HOSTS.filter((host) => !now.has(host));
      expect(`at most one host is down: ${down.join(", ")}`, down.length <= 1);
      expect(`at most one turn is taken: ${held.join(", ")}`, held.length <= 1);
      looks += 1;
      for (const name of (await taintedNodes(lab)) ?? []) tainted.add(name);
      if (count === undefined) looksWithoutApi += 1;
      else
        expect(
          `an endpoint is there after ${Math.round(performance.now() - startMs)} ms`,
          count >= 1,
        );
      for (const host of HOSTS) {
        const isBack = now.has(host) && now.get(host) !== before.get(host);
        if (!isBack || order.includes(host)) continue;
        order.push(host);
        note(`${host} was back after ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
      }
      if (!whyIsSeen && held.length === 1 && order.length === 1) {
        const waiting = HOSTS.find((host) => !order.includes(host) && !held[0]?.startsWith(host));
        note((await cli.run("status", "--why", waiting ?? "w2")).stdout);
        whyIsSeen = true;
      }
      return order.length === HOSTS.length && count !== undefined && held.length === 0;
    },
    LOOK_MS,
  );
  return { order, looks, looksWithoutApi, tainted: [...tainted] };
}

/** `undefined`: the API server does not answer. */
async function taintedNodes(lab: Lab): Promise<readonly string[] | undefined> {
  const nodes = await readNodes(lab).catch(() => undefined);
  return nodes
    ?.filter(({ taints }) => taints.some((taint) => taint.startsWith(`${TAINT}=`)))
    .map(({ name }) => name);
}

/** Of the hosts that answer: which boot it is. */
async function bootsOf(lab: Lab): Promise<ReadonlyMap<string, string>> {
  const answers = await Promise.all(
    HOSTS.map(async (host) => {
      const argv = ["cat", "/proc/sys/kernel/random/boot_id"];
      const { code, stdout } = await lab.ssh(host, argv).catch(() => ({ code: 255, stdout: "" }));
      return code === 0 ? [[host, stdout.trim()] as const] : [];
    }),
  );
  return new Map(answers.flat());
}

const Endpoints = z.object({
  subsets: z.array(z.object({ addresses: z.array(z.unknown()).default([]) })).default([]),
});

/** `undefined`: the API server does not answer. */
async function endpoints(lab: Lab): Promise<number | undefined> {
  const text = await kubectl(lab, ["get", "endpoints", NAME, "-o", "json"]).catch(() => undefined);
  if (text === undefined) return undefined;
  const { subsets } = Endpoints.parse(JSON.parse(text));
  return subsets.reduce((sum, { addresses }) => sum + addresses.length, 0);
}

async function cordonedNodes(lab: Lab): Promise<readonly string[]> {
  const path = "jsonpath={.items[?(@.spec.unschedulable)].metadata.name}";
  const text = await kubectl(lab, ["get", "nodes", "-o", path]);
  return text.split(" ").filter((name) => name !== "");
}
