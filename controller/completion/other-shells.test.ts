import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../cli/commands.ts";
import { toCompletionVerbs } from "./completion-verb.ts";
import { renderFish } from "./render-fish.ts";
import { renderZsh } from "./render-zsh.ts";

/** Not every machine has these shells; which tests ran stands in their titles. */
const hasShell = (shell: string): boolean => spawnSync(shell, ["-c", "exit 0"]).status === 0;
const fish = hasShell("fish");
const zsh = hasShell("zsh");

let folder = "";
beforeAll(async () => {
  const verbs = (await Promise.all(commands.map(({ load }) => load()))).flatMap(toCompletionVerbs);
  folder = await mkdtemp(join(tmpdir(), "pharosctl-"));
  await writeFile(join(folder, "pharosctl.fish"), renderFish(verbs));
  await writeFile(join(folder, "pharosctl.zsh"), renderZsh(verbs));
});
afterAll(() => rm(folder, { recursive: true }));

const run = async (program: string, ...args: readonly string[]): Promise<readonly string[]> => {
  const env = { PATH: process.env["PATH"], HOME: folder, XDG_CONFIG_HOME: folder };
  const libraries = process.env["LD_LIBRARY_PATH"];
  const options = {
    cwd: folder,
    env: { ...env, ...(libraries && { LD_LIBRARY_PATH: libraries }) },
  };
  const { stdout, stderr } = await promisify(execFile)(program, args, options);
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
};

describe(fish ? "fish" : "fish is not on this machine: its script was not run", () => {
  test.each(
    fish
      ? ([
          ["pharosctl lo", ["logs"]],
          ["pharosctl runs s", ["show"]],
          ["pharosctl logs --fo", ["--follow"]],
          ["pharosctl reset --role ", ["master", "worker"]],
          ["pharosctl certs ", ["renew", "status"]],
          ["pharosctl audit v", ["verify"]],
          ["pharosctl apply --on", ["--only"]],
        ] as const)
      : [],
  )("offers after %j what fits", async (line, words) => {
    const program = `source pharosctl.fish; complete -C ${JSON.stringify(line)}`;
    const offered = await run("fish", "--no-config", "-c", program);
    expect(offered.map((one) => one.split("\t")[0])).toEqual(words);
  });

  test("has a script", () => expect(renderFish([])).toContain("complete"));
});

describe(zsh ? "zsh" : "zsh is not on this machine: its script was not run", () => {
  test.each(zsh ? [["takes its script and registers it"]] : [])("%s", async () => {
    await run("zsh", "-n", "pharosctl.zsh");
    const program = "autoload -Uz compinit; compinit -u -D; source ./pharosctl.zsh";
    expect(await run("zsh", "-f", "-c", `${program}; print $_comps[pharosctl]`)).toEqual([
      "_pharosctl",
    ]);
  });

  test("has a script", () => expect(renderZsh([])).toContain("compdef"));
});
