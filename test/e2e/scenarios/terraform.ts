import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Cli } from "../cli.ts";
import { expect, expectEqual } from "../expectation.ts";
import type { Scenario } from "../scenario.ts";
import type { Lab } from "../../lab/lab.ts";

/** The hosts of a cluster that runs come from Terraform's outputs instead of cluster.yml, and nothing is to be done. */
export const terraform: Scenario = {
  name: "terraform",
  needs: "formed-1-2",
  isUndone: true,
  run: async ({ lab, cli, note }) => {
    const folder = dirname(cli.configPath);
    const outputs = join(folder, "tf.json");
    const written = await readFile(cli.configPath, "utf8");
    await writeFile(outputs, JSON.stringify({ pharos: { value: await groupsOf(lab) } }));
    await cli.editConfig((file) => file.deleteIn(["hosts"]));
    const missing = await cli.run("validate");
    expectEqual("without hosts, validate ends with", missing.code, 11);
    // The configuration that is kept in the cluster had host keys in it, which Terraform does not know.
    const first = await cli.must("apply", "--yes", "--tf-json", outputs);
    expect("that alone changes", first.stdout.includes("1 task changes something on 1 of 3 hosts"));
    expectNothingToDo(await cli.must("apply", "--yes", "--hosts-from-tf", outputs));
    const status = await cli.must("status", "--tf-json", outputs);
    expect("status shows w2", status.stdout.includes("w2"));
    const program = await installTerraform(folder);
    const applied = await cli.must("tf apply", "--yes", "--program", program);
    expectNothingToDo(applied);
    note(`tf apply in ${applied.tookMs} ms`);
    const kept = await readFile(join(folder, ".default.json"), "utf8");
    expectEqual("kept outputs", kept, await readFile(outputs, "utf8"));
    await Promise.all([".default.json", "tf.json"].map((name) => rm(join(folder, name))));
    await writeFile(cli.configPath, written);
    await cli.must("apply", "--yes");
  },
};

function expectNothingToDo({ stdout }: Awaited<ReturnType<Cli["run"]>>): void {
  expect("there is nothing to do", stdout.includes("Nothing to do"));
}

/** The lab's hosts as the seed's example has its droplets; w1 has a label. */
async function groupsOf(lab: Lab): Promise<object> {
  const hosts = (await lab.hosts()).filter(({ role }) => role !== "bastion");
  const group = (names: RegExp, role: string, rest: object = {}) => {
    const address = hosts.filter(({ name }) => names.test(name)).map((host) => host.address);
    return {
      address,
      private_address: address,
      role,
      user: "ubuntu",
      ssh_key_path: lab.sshKeyPath,
      ...rest,
    };
  };
  return {
    masters: group(/^m/, "master"),
    workers_ssd: group(/^w1$/, "worker", { label: { disk: "ssd" } }),
    workers: group(/^w2$/, "worker"),
  };
}

/** Stands for Terraform: its only answer are the outputs that lie beside it. */
async function installTerraform(folder: string): Promise<string> {
  const program = join(folder, "terraform");
  const lines = [
    `#!${process.execPath}`,
    'const { readFileSync } = require("node:fs");',
    'if (process.argv[2] === "output") process.stdout.write(readFileSync("tf.json"));',
  ];
  await writeFile(program, lines.join("\n"));
  await chmod(program, 0o755);
  return program;
}
