import * as z from "zod";
import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import { expect, expectNone } from "./expectation.ts";
import { kubectl } from "./kubectl.ts";
import { turnHolders } from "./turn-holders.ts";

const STATE = "/var/lib/pharos/maintenance/state.json";

const MaintenanceState = z.object({
  disruption: z.object({ step: z.string(), purpose: z.string() }).optional(),
  lastReboot: z.object({ startedAtMs: z.number(), failure: z.string().optional() }).optional(),
  lastUpgrade: z.object({ startedAtMs: z.number(), failure: z.string().optional() }).optional(),
});
export type MaintenanceState = z.infer<typeof MaintenanceState>;

/** What a host's agent has written down of reboots and upgrades; the step `away` while the host does not answer. */
export async function readMaintenance(lab: Lab, host: string): Promise<MaintenanceState> {
  const script = `[ ! -e ${STATE} ] && echo '{}' || cat ${STATE}`;
  const { code, stdout } = await lab
    .ssh(host, ["sh", "-c", script])
    .catch(() => ({ code: 255, stdout: "" }));
  return code === 0
    ? MaintenanceState.parse(JSON.parse(stdout))
    : { disruption: { step: "away", purpose: "" } };
}

/** `undefined`: it is at nothing. */
export async function readStep(lab: Lab, host: string): Promise<string | undefined> {
  return (await readMaintenance(lab, host)).disruption?.step;
}

/** `undefined`: it is at nothing. */
export async function waitForStep(
  lab: Lab,
  host: string,
  step: string | undefined,
  limitMs: number,
): Promise<void> {
  await waitUntil(
    `${host} to be ${step ?? "idle"}`,
    limitMs,
    async () => (await readStep(lab, host)) === step,
  );
}

/** Which boot it is; empty: the host does not answer. */
export async function bootOf(lab: Lab, host: string): Promise<string> {
  const argv = ["cat", "/proc/sys/kernel/random/boot_id"];
  const { stdout } = await lab.ssh(host, argv).catch(() => ({ stdout: "" }));
  return stdout.trim();
}

/** How many boots its journal knows of. */
export async function countBoots(lab: Lab, host: string): Promise<number> {
  const { stdout } = await lab.ssh(host, ["journalctl", "--list-boots", "--no-pager", "--quiet"]);
  return stdout.trim().split("\n").length;
}

/** No node is cordoned, and nobody has a turn. */
export async function expectFree(lab: Lab): Promise<void> {
  expectNone("holders of turns", await turnHolders(lab));
  // The taint of a cordon stays until a controller manager that has been without its API server is back.
  const path = "jsonpath={.items[?(@.spec.unschedulable)].metadata.name}";
  const cordoned = (await kubectl(lab, ["get", "nodes", "-o", path])).split(" ");
  expectNone(
    "nodes that are cordoned",
    cordoned.filter((name) => name !== ""),
  );
}

const PodList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ namespace: z.string(), name: z.string() }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      }),
    }),
  ),
});

/** Waits until every pod of the cluster is Ready. */
export async function waitForPods(lab: Lab): Promise<void> {
  let missing: readonly string[] = [];
  await waitUntil(
    "all pods to be Ready",
    180_000,
    async () => {
      const text = await kubectl(lab, ["get", "pods", "-A", "-o", "json"]).catch(() => undefined);
      if (text === undefined) return false;
      missing = PodList.parse(JSON.parse(text)).items.flatMap(({ metadata, status }) =>
        status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True")
          ? []
          : `${metadata.namespace}/${metadata.name}`,
      );
      return missing.length === 0;
    },
    1_000,
  ).catch((cause: unknown) => {
    throw new Error(`not Ready: ${missing.join(", ")}`, { cause });
  });
}

/** Runs a script on a host as a person would. */
export async function runByHand(lab: Lab, host: string, script: string, input = ""): Promise<void> {
  const { code, stderr } = await lab.ssh(host, ["sh", "-c", script], { input });
  expect(`${script.slice(0, 60)} works on ${host}: ${stderr}`, code === 0);
}
