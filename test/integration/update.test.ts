import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readUpdate } from "../../agent/update/update-record.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.72.1";
const W1 = "127.0.72.11";
const W2 = "127.0.72.12";

const LIMIT_MS = 60_000;

const yml = loopbackYml([M1], [W1, W2]);

let cluster: LoopbackCluster;
let hosts: readonly LoopbackHost[];
beforeEach(async () => {
  cluster = await createLoopbackCluster();
  hosts = [cluster.addHost("m1", M1), cluster.addHost("w1", W1), cluster.addHost("w2", W2)];
  await cluster.apply(yml);
}, LIMIT_MS);
afterEach(() => cluster[Symbol.asyncDispose]());

/** Versions that the hosts start, in the order m1, w1, w2. */
const versions = () =>
  Promise.all(
    hosts.map(async ({ paths }) =>
      (await readlink(join(paths.agentShelf, "current"))).replace(/-[0-9a-f]{12}$/, ""),
    ),
  );

describe("agents of another build than the controller carries", { timeout: LIMIT_MS }, () => {
  test("are updated over their connections, a worker first and the master last", async () => {
    cluster.useVersion("0.2.0");
    const updated = await cluster.apply(yml);
    expect(updated.failures).toEqual([]);
    expect(await versions()).toEqual(["0.2.0", "0.2.0", "0.2.0"]);
    const order = updated.phases.flatMap((event) =>
      event.type === "phase-done" && event.phase.startsWith("update") ? [event.host] : [],
    );
    expect(order).toEqual(["w1", "w2", "m1"]);
    expect((await cluster.apply(yml)).isNothingToDo).toBe(true);
  });

  test("plan with the build that they are to become, and stay what they are", async () => {
    cluster.useVersion("0.2.0");
    const { hosts: planned } = await cluster.plan(yml);
    expect(planned.map(({ plan }) => plan.tasks)).toEqual([[], [], []]);
    expect(await versions()).toEqual(["0.1.0", "0.1.0", "0.1.0"]);
  });

  test("keep theirs when the first one does not come up with the new one, which goes back", async () => {
    for (const host of hosts) host.brokenVersion = "0.2.0";
    cluster.useVersion("0.2.0");
    await expect(cluster.apply(yml)).rejects.toMatchObject({
      code: "UPDATES_STOPPED",
      fields: { failed: "w1", updated: 0, kept: 2 },
      hosts: [{ host: "w1", error: { code: "UPDATE_REVERTED" } }],
    });
    expect(await versions()).toEqual(["0.1.0", "0.1.0", "0.1.0"]);
    const [, w1] = hosts;
    expect(w1 && (await readUpdate(w1.paths))).toMatchObject({
      stage: "reverted",
      reason: "it crashed",
    });
    cluster.useVersion("0.3.0");
    expect((await cluster.apply(yml)).failures).toEqual([]);
    expect(await versions()).toEqual(["0.3.0", "0.3.0", "0.3.0"]);
  });
});
