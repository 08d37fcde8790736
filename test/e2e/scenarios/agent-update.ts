import type { Lab } from "../../lab/lab.ts";
import { readAgentBuilds } from "../agent-builds.ts";
import { expect, expectEqual } from "../expectation.ts";
import { withOtherBuild } from "../other-build.ts";
import type { Scenario } from "../scenario.ts";

const HOSTS = ["m1", "w1", "w2"] as const;

/** Agents become the build that another pharosctl carries, over their own connections, one host first. */
export const agentUpdate: Scenario = {
  name: "agent-update",
  needs: "formed-1-2",
  run: async ({ lab, cli, note }) => {
    const before = await readAgentBuilds(lab, "m1");
    const second = await withOtherBuild(lab, cli, "second", (text) => `${text}\n// second\n`);
    const planned = await second.must("plan");
    expect("the plan tells it", /^all 3 hosts:\n {2}~ update the agent: /m.test(planned.stdout));
    expectEqual(
      "a plan changes no agent",
      (await readAgentBuilds(lab, "w1")).current,
      before.current,
    );
    const applied = await second.must("apply", "--yes");
    expect("SSH is not used", !applied.stdout.includes("enrol hosts"));
    note(`updated 3 hosts in ${(applied.tookMs / 1000).toFixed(1)} s: ${steps(applied.stdout)}`);
    const current = await expectUpdated(lab, [before.current]);
    const again = await second.must("apply", "--yes");
    expect("nothing is left to do", again.stdout.startsWith("Nothing to do"));
    const third = await withOtherBuild(lab, cli, "third", (text) => `${text}\n// third\n`);
    await third.must("apply", "--yes");
    await expectUpdated(lab, [current]);
  },
};

/** All run one build, with only the last good one beside it; gives its name. */
async function expectUpdated(lab: Lab, last: readonly string[]): Promise<string> {
  const found = await Promise.all(HOSTS.map((host) => readAgentBuilds(lab, host)));
  const [first] = found;
  const name = first?.current ?? "";
  for (const builds of found) {
    expectEqual("current, active, builds, guards", builds, {
      current: name,
      isActive: true,
      builds: [...last, name].toSorted(),
      runtimes: first?.runtimes ?? [],
      guards: [],
    });
  }
  expect("it is another build", !last.includes(name));
  return name;
}

const steps = (stdout: string): string =>
  [...stdout.matchAll(/\[(\w+)\] update .*: done in ([\d.]+ s)/g)]
    .map(([, host, took]) => `${host} ${took}`)
    .join(", ");
