import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CommandResult, runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster } from "../support/loopback-cluster.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

/** Two programs that run, over gRPC and mutual TLS: one of them knows the wire of the minor before alone. */
const OLD = ["--import", join(import.meta.dirname, "old-wire.ts")];
const program = (name: string): string => join(import.meta.dirname, name);

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "compatibility-"));
  await mkdir(join(cwd, "keys"));
  await writeFile(join(cwd, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const LABELLED = ", labels: {disk: fast}";
const yml = (subnet: number, more = ""): string =>
  loopbackYml([`127.0.${subnet}.1`], [`127.0.${subnet}.11`]).replace(
    "role: worker",
    `role: worker${more}`,
  );
const writeYml = (text: string): Promise<void> => writeFile(join(cwd, "cluster.yml"), text);

const LOOKS = ["status", "facts", "plan", "runs", "events", "certs status"];

/** Hosts whose agents know the old wire alone, in a program of their own. */
const startAgents = async (subnet: number) => {
  const hosts = [`m1=127.0.${subnet}.1`, `w1=127.0.${subnet}.11`];
  const argv = [...OLD, program("cluster-program.ts"), cwd, ...hosts];
  const agents = spawn(process.execPath, argv, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(agents, "exit");
  const [line] = await once(createInterface({ input: agents.stdout }), "line");
  const told: { home: string; failures: readonly string[] } = JSON.parse(String(line));
  return {
    ...told,
    [Symbol.asyncDispose]: async () => {
      agents.stdin.end();
      await ended;
    },
  };
};

test("today's CLI works with agents of the minor before", async () => {
  const subnet = 93;
  await writeYml(yml(subnet));
  await using agents = await startAgents(subnet);
  expect(agents.failures).toEqual([]);
  const { home } = agents;
  const run = (words: string): Promise<CommandResult> => {
    const distributionFolder = join(home, "distribution");
    return runCommandLine({ home, cwd, distributionFolder, argv: words.split(" ") });
  };
  for (const look of LOOKS) expect(await run(look)).toMatchObject({ code: 0, stderr: "" });
  await writeYml(yml(subnet, LABELLED));
  expect(await run("apply --yes")).toMatchObject({ code: 0, stderr: "" });
  expect((await run("plan")).stdout).toContain("Nothing to change");
  // What those agents have no word for is told as that.
  expect((await run("audit")).stderr).toContain("RPC_UNSUPPORTED");
}, 120_000);

test("a CLI of the minor before works with today's agents", async () => {
  const subnet = 94;
  await using cluster = await createLoopbackCluster();
  cluster.addHost("m1", `127.0.${subnet}.1`);
  cluster.addHost("w1", `127.0.${subnet}.11`);
  await cluster.apply(yml(subnet));
  await writeYml(yml(subnet, LABELLED));
  const { home, distributionFolder } = cluster;
  const argv = [...OLD, program("command-program.ts"), home, cwd, distributionFolder];
  const lines = [...LOOKS, "apply --yes", "plan"];
  const { stdout } = await promisify(execFile)(process.execPath, [...argv, ...lines]);
  const results: readonly CommandResult[] = JSON.parse(stdout);
  expect(results).toHaveLength(lines.length);
  for (const result of results) expect(result).toMatchObject({ code: 0, stderr: "" });
  expect(results.at(-1)?.stdout).toContain("Nothing to change");
}, 120_000);
