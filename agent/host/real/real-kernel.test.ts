import { expect, test } from "vitest";
import { createKernelWriter } from "./real-kernel.ts";
import type { TaskProgram } from "./task-program.ts";

const createRunner = (exitCode: number) => {
  const programs: TaskProgram[] = [];
  const run = async (program: TaskProgram) => {
    programs.push(program);
    return { argv: program.argv, exitCode, stdout: "", stderr: "no such module" };
  };
  return { programs, run };
};

test("modules and swap are seen to by units of their own: the agent's own may not", async () => {
  const { programs, run } = createRunner(0);
  const kernel = createKernelWriter("/", run);
  await kernel.loadModule("br_netfilter");
  await kernel.swapOff();
  expect(programs.map(({ argv }) => argv)).toEqual([
    ["modprobe", "--", "br_netfilter"],
    ["swapoff", "--all"],
  ]);
});

test("a module that cannot be loaded is an error with what modprobe says", async () => {
  const kernel = createKernelWriter("/", createRunner(1).run);
  await expect(kernel.loadModule("nothing")).rejects.toMatchObject({
    code: "PROGRAM_FAILED",
    fields: { reason: "modprobe nothing" },
  });
});
