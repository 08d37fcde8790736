import { once } from "node:events";
import { waitUntil } from "../../lab/wait-until.ts";
import { readAgentBuilds } from "../agent-builds.ts";
import { readErrorDocument } from "../error-document.ts";
import { expectEqual } from "../expectation.ts";
import { withOtherBuild } from "../other-build.ts";
import type { Scenario } from "../scenario.ts";

const HOSTS = ["m1", "w1", "w2"] as const;
const CRASH = 'if (process.argv[2] === "serve") process.exit(3);\n';

/** An update that cannot work is taken back, on one host; one that nobody confirms too, also after a power cut. */
export const agentUpdateFaults: Scenario = {
  name: "agent-update-faults",
  needs: "formed-1-2",
  onlyByName: "it waits twice until an update is taken back",
  run: async ({ lab, cli, note }) => {
    const before = await readAgentBuilds(lab, "m1");
    const look = () => Promise.all(HOSTS.map((host) => readAgentBuilds(lab, host)));
    const expectAllAsBefore = async (): Promise<void> => {
      for (const { current, isActive, guards } of await look()) {
        expectEqual(
          "the agent",
          { current, isActive, guards },
          { ...AS_BEFORE, current: before.current },
        );
      }
    };
    const broken = await withOtherBuild(lab, cli, "broken", (text) => `${CRASH}${text}`);
    const failed = await broken.run("apply", "--yes", "--output", "json");
    note(`a build that crashes: told after ${(failed.tookMs / 1000).toFixed(1)} s`);
    expectEqual("exit code", failed.code, 1);
    const [error] = readErrorDocument(failed.stdout);
    expectEqual("error", [error?.code, error?.host], ["UPDATE_REVERTED", "w1"]);
    note(error?.message ?? "");
    await expectAllAsBefore();

    const child = await broken.start("apply", "--yes");
    const ended = once(child, "exit");
    await waitUntil(
      "w1 to be switched",
      120_000,
      async () => (await readAgentBuilds(lab, "w1")).current !== before.current,
      20,
    );
    child.kill("SIGKILL");
    await ended;
    await lab.killHost("w1");
    await waitUntil(
      "w1 to be settled",
      120_000,
      async () => {
        const { guards, isActive } = await readAgentBuilds(lab, "w1");
        return guards.length === 0 && isActive;
      },
      1_000,
    );
    await expectAllAsBefore();
    note("back after a power cut without a CLI");

    const good = await withOtherBuild(lab, cli, "good", (text) => `${text}\n// good\n`);
    const last = await good.must("apply", "--yes");
    note(`the next apply took ${(last.tookMs / 1000).toFixed(1)} s`);
    expectEqual("builds that run", new Set((await look()).map((one) => one.current)).size, 1);
  },
};

const AS_BEFORE = { isActive: true, guards: [] } as const;
