import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual } from "../expectation.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import { readPlan } from "../plan-promise.ts";
import type { Scenario, Stage } from "../scenario.ts";

const NEW_WORKER = "10.77.0.23";

/**
 * A host that was off while another one joined learns of it from the other agents when it is back: it
 * lets the new one in and has a route to its pods, and no CLI has anything left to do there.
 */
export const awayHost: Scenario = {
  name: "away-host",
  needs: "formed-1-2",
  onlyByName: "a worker joins meanwhile, which takes a minute",
  run: async ({ lab, cli, note }) => {
    await lab.addWorkers(1);
    await cli.writeConfig();
    await lab.powerOff("w2");
    const apply = await cli.run("apply", "--yes");
    note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
    expectEqual("exit code with a host away", apply.code, 1);
    expect("it names the host that is away", apply.stderr.includes("10.77.0.22"));
    const startMs = performance.now();
    await lab.powerOn("w2");
    await follow(lab, "w2 to let w3 in", ["nft", "list", "table", "inet", "pharos"]);
    await follow(lab, "w2 to have a route to pods of w3", ["ip", "-4", "route"]);
    note(
      `w2 knows w3 ${((performance.now() - startMs) / 1000).toFixed(1)} s after power came back`,
    );
    await waitForNodes(lab, ["m1", "w1", "w2", "w3"]);
    await waitUntil("the node w2 to say that it is as its spec says", 60_000, async () => {
      const path = '{.status.conditions[?(@.type=="PharosConverged")].reason}';
      const asked = await kubectl(lab, ["get", "node", "w2", "-o", `jsonpath=${path}`]);
      return asked.trim() === "AsSpecified";
    });
    note(`says so ${((performance.now() - startMs) / 1000).toFixed(1)} s after`);
    const { hosts } = await readPlan(cli);
    expectEqual(
      "planned afterwards",
      hosts.flatMap(({ tasks }) => tasks),
      [],
    );
  },
};

const follow = async (lab: Stage["lab"], what: string, argv: readonly string[]): Promise<void> =>
  await waitUntil(
    what,
    60_000,
    async () =>
      (await lab.ssh("w2", argv).catch(() => undefined))?.stdout.includes(NEW_WORKER) ?? false,
    300,
  );
