import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { spawnProgram } from "../../../agent/host/real/spawn-program.ts";
import { bindFresh, bindTask, codeOf, type Expectation } from "../../contract/host/expectation.ts";

const SHORT_MS = 20_000;

const listUnits = async (): Promise<string> => {
  const argv = ["systemctl", "list-units", "--all", "--no-legend", "--plain", "pharos-task-*"];
  return (await spawnProgram({ argv, limitMs: SHORT_MS })).stdout.trim();
};

export const programContract: readonly Expectation[] = [
  {
    title: "a program's output and exit code come back, and no unit stays",
    run: async (access) => {
      const host = bindFresh(access);
      const result = await host.programs.run({
        argv: ["echo", "two words", "$HOME ${HOME} %n $$"],
        limitMs: SHORT_MS,
        reason: "echo",
      });
      assert.deepEqual(result, {
        argv: ["echo", "two words", "$HOME ${HOME} %n $$"],
        exitCode: 0,
        stdout: "two words $HOME ${HOME} %n $$\n",
        stderr: "",
      });
      assert.equal(await listUnits(), "");
    },
  },
  {
    title: "a failing program is PROGRAM_FAILED, one that is not there too, and none stays",
    run: async (access) => {
      const host = bindFresh(access);
      assert.equal(
        await codeOf(
          host.programs.run({ argv: ["ls", "/no-such"], limitMs: SHORT_MS, reason: "ls" }),
        ),
        "PROGRAM_FAILED",
      );
      assert.equal(
        await codeOf(
          host.programs.run({ argv: ["no-such-program"], limitMs: SHORT_MS, reason: "x" }),
        ),
        "PROGRAM_FAILED",
      );
      assert.equal(await listUnits(), "");
    },
  },
  {
    title: "a program past its limit is ended and PROGRAM_TIMED_OUT",
    run: async (access) => {
      const host = bindFresh(access);
      assert.equal(
        await codeOf(host.programs.run({ argv: ["sleep", "60"], limitMs: 1000, reason: "sleep" })),
        "PROGRAM_TIMED_OUT",
      );
      assert.equal(await listUnits(), "");
    },
  },
  {
    title:
      "a program outlives the agent, is a leftover while it runs, and its result is taken without running it again",
    run: async (access) => {
      const argv = ["sh", "-c", "date +%s%N; sleep 2; echo done"];
      const work = `killed-${process.pid}`;
      const self = process.argv[1] ?? "";
      const agent = spawn(process.execPath, [self, "run-and-die", work], {
        stdio: "ignore",
        env: { ...process.env, CONTRACT_ARGV: JSON.stringify(argv) },
      });
      while ((await access.leftoverUnits()).length === 0)
        await new Promise((resolve) => setTimeout(resolve, 50));
      agent.kill("SIGKILL");
      await once(agent, "exit");
      assert.deepEqual(await access.leftoverUnits(), [`pharos-task-${work}-1-a.service`]);
      const nowNs = BigInt(Date.now()) * 1_000_000n;
      const { stdout } = await bindTask(access, work, 1).programs.run({
        argv,
        limitMs: SHORT_MS,
        reason: "outlive",
      });
      const [startedNs = "", last] = stdout.trim().split("\n");
      assert.equal(last, "done");
      assert.ok(BigInt(startedNs) < nowNs, "it was started before");
      assert.equal(await listUnits(), "");
      const again = await bindTask(access, work, 1).programs.run({
        argv,
        limitMs: SHORT_MS,
        reason: "again",
      });
      assert.notEqual(again.stdout, stdout, "a taken result is not taken twice");
    },
  },
];

/** The other half of the case above: what an agent does until it is killed. */
export const runAndDie: Expectation["run"] = async (access) => {
  const argv: unknown = JSON.parse(process.env["CONTRACT_ARGV"] ?? "[]");
  assert.ok(Array.isArray(argv));
  await bindTask(access, process.argv[3] ?? "", 1).programs.run({
    argv: argv.map(String),
    limitMs: SHORT_MS,
    reason: "outlive",
  });
};
