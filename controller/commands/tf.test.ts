import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CommandContext } from "../cli/command-context.ts";
import { commands } from "../cli/commands.ts";
import { localFiles } from "../cli/local-files.ts";
import { runProgram } from "../cli/run-program.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pharosctl-"));
  await writeFile(join(folder, "cluster.yml"), "network: {provider: bridge}\n");
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Stands for Terraform: writes down how it was called, and prints what a file beside it says. */
const installTerraform = async (outputs: unknown, exitCode = 0): Promise<string> => {
  const program = join(folder, "terraform");
  const script = [
    `#!${process.execPath}`,
    'const fs = require("node:fs");',
    "const args = process.argv.slice(2);",
    'fs.appendFileSync("calls.ndjson", JSON.stringify(args) + "\\n");',
    'if (args[0] === "output") process.stdout.write(fs.readFileSync("outputs.json"));',
    'if (args[1] === "list") process.stdout.write("* default\\n  staging\\n");',
    `if (args[0] === "apply") process.exitCode = ${exitCode};`,
  ].join("\n");
  await writeFile(program, script);
  await chmod(program, 0o755);
  await writeFile(join(folder, "outputs.json"), JSON.stringify(outputs));
  return program;
};

const calls = async (): Promise<readonly unknown[]> =>
  (await readFile(join(folder, "calls.ndjson"), "utf8"))
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));

const run = async (...argv: readonly string[]) => {
  const err: string[] = [];
  const context: CommandContext = {
    stdout: { write: () => undefined },
    stderr: { write: (chunk) => void err.push(chunk) },
    stdin: { readAll: async () => "" },
    terminal: {
      isInteractive: false,
      isTTY: false,
      columns: 100,
      colors: false,
      ask: async () => undefined,
    },
    cwd: folder,
    home: folder,
    environment: {},
    files: localFiles,
    clock: { nowMs: () => 0 },
    version: "1.2.3",
    signal: new AbortController().signal,
  };
  return { code: await runProgram(argv, context, commands), stderr: err.join("") };
};

const noHosts = { pharos: { value: {} } };

describe("tf apply", () => {
  test("runs Terraform beside cluster.yml, keeps its outputs, and goes on to apply", async () => {
    const program = await installTerraform(noHosts);
    const options = ["--workspace", "staging", "--var", "a=1 2", "--var-file", "x.tfvars"];
    const { code, stderr } = await run("tf", "apply", "--yes", "--program", program, ...options);
    expect(await calls()).toEqual([
      ["init", "-input=false"],
      ["workspace", "list"],
      ["workspace", "select", "staging"],
      ["apply", "-auto-approve", "-input=false", "-var=a=1 2", "-var-file=x.tfvars"],
      ["output", "-json"],
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain("error TERRAFORM_NO_HOSTS");
    const kept = join(folder, ".staging.json");
    expect(JSON.parse(await readFile(kept, "utf8"))).toEqual(noHosts);
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
  });

  test("makes a workspace that is not there", async () => {
    const program = await installTerraform(noHosts);
    await run("tf", "apply", "-y", "--program", program, "--workspace", "new", "--state", "s");
    expect(await calls()).toContainEqual(["workspace", "new", "new"]);
    expect(await calls()).toContainEqual(["output", "-json", "-state=s"]);
  });

  test("ends where Terraform fails, without a word of its variables", async () => {
    const program = await installTerraform(noHosts, 3);
    const { code, stderr } = await run(
      "tf",
      "apply",
      "-y",
      "--program",
      program,
      "--var",
      "p=secret",
    );
    expect(code).toBe(1);
    expect(stderr).toContain("TERRAFORM_FAILED");
    expect(stderr).toContain("apply ended with exit code 3");
    expect(stderr).not.toContain("secret");
  });

  test("says that there is no Terraform", async () => {
    const { stderr } = await run("tf", "apply", "-y", "--program", "no-such-terraform");
    expect(stderr).toContain("error TERRAFORM_MISSING: there is no program no-such-terraform");
  });

  test("wants a yes where nobody can be asked", async () => {
    const { code, stderr } = await run("tf", "apply");
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("CONFIRMATION_IMPOSSIBLE"),
    });
  });
});

describe("tf destroy", () => {
  test("has nothing to reset where there are no machines, and destroys the rest", async () => {
    const program = await installTerraform(noHosts);
    const { code, stderr } = await run(
      "tf",
      "destroy",
      "-y",
      "--program",
      program,
      "--workspace",
      "staging",
    );
    expect(stderr).toContain("has no hosts in pharos: nothing to reset.");
    expect(code).toBe(0);
    expect((await calls()).slice(-3)).toEqual([
      ["destroy", "-auto-approve", "-input=false"],
      ["workspace", "select", "default"],
      ["workspace", "delete", "staging"],
    ]);
    await expect(stat(join(folder, ".staging.json"))).rejects.toThrow("ENOENT");
  });

  test("destroys nothing where the reset fails", async () => {
    const program = await installTerraform({
      pharos: { value: { masters: { address: ["192.0.2.1"], role: "master" } } },
    });
    const { code } = await run("tf", "destroy", "-y", "--program", program);
    expect(code).not.toBe(0);
    expect(JSON.stringify(await calls())).not.toContain('"destroy"');
  });

  test("leaves the reset out when it is told to", async () => {
    const program = await installTerraform(noHosts);
    await run("tf", "destroy", "-y", "--program", program, "--skip-reset");
    expect(await calls()).toEqual([
      ["init", "-input=false"],
      ["destroy", "-auto-approve", "-input=false"],
    ]);
  });
});

describe("--hosts-from-tf", () => {
  test.each(["--hosts-from-tf", "--tf-json"])("adds Terraform's hosts by %s", async (option) => {
    const value = { masters: { address: ["192.0.2.1"], role: "master" } };
    await writeFile(join(folder, "tf.json"), JSON.stringify({ pharos: { value } }));
    expect(await run("validate", option, "tf.json")).toEqual({ code: 0, stderr: "" });
  });

  test("names the file that is not there", async () => {
    const { code, stderr } = await run("validate", "--tf-json", "tf.json");
    expect(code).toBe(2);
    expect(stderr).toContain("error TERRAFORM_UNREADABLE: tf.json is not what");
  });
});
