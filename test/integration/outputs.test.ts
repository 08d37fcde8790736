import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { commands } from "../../controller/cli/commands.ts";
import { outputEventSchema } from "../../controller/events/output-event.ts";
import { type CommandResult, runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";
import { otherVerbs, type ReadingVerb, readingVerbs } from "../support/reading-verbs.ts";

const M1 = "127.0.93.1";
const W1 = "127.0.93.11";

const yml = loopbackYml([M1], [W1]);

const JOURNAL = JSON.stringify({
  MESSAGE: "a line of the log",
  PRIORITY: "6",
  _SYSTEMD_UNIT: "kubelet.service",
  __REALTIME_TIMESTAMP: "1700000000000000",
});

let cwd: string;
let cluster: LoopbackCluster;
let w1: LoopbackHost;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "outputs-"));
  await mkdir(join(cwd, "keys"));
  await mkdir(join(cwd, "bin"));
  await writeFile(join(cwd, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
  await writeFile(join(cwd, "cluster.yml"), yml);
  const changed = yml.replace("role: worker", "role: worker, labels: {disk: slow}");
  await writeFile(join(cwd, "changed.yml"), changed);
  await writeFile(join(cwd, "bin", "ssh"), "#!/bin/sh\necho said by ssh\n");
  await chmod(join(cwd, "bin", "ssh"), 0o755);
  vi.stubEnv("PATH", `${join(cwd, "bin")}${delimiter}${process.env["PATH"]}`);
  cluster = await createLoopbackCluster();
  w1 = cluster.addHost("w1", W1);
  const m1 = cluster.addHost("m1", M1);
  for (const host of [m1, w1]) host.prints.set("journalctl", `${JOURNAL}\n`);
  await cluster.apply(yml);
  await run(["access", "grant", "eve", "--file", "eve.access"]);
  await run(["etcd", "snapshot", "save", "kept.snapshot"]);
  m1.fake.machine.files.seed(
    "/var/lib/pharos/etcd-snapshots/2026-11-23T04-00-00-000Z-scheduled.snapshot",
    await readFile(join(cwd, "kept.snapshot"), "latin1"),
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await cluster[Symbol.asyncDispose]();
  await rm(cwd, { recursive: true, force: true });
});

interface RunOptions {
  readonly colors?: boolean;
  /** Ctrl-C after the first that it prints. */
  readonly isEndless?: boolean;
}

const run = (argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> =>
  runCommandLine({
    home: cluster.home,
    cwd,
    argv,
    distributionFolder: cluster.distributionFolder,
    colors: options.colors === true,
    watch: (_text, interrupt) => void (options.isEndless === true && interrupt()),
  });

const argvOf = (name: string, { words }: ReadingVerb, form: string): readonly string[] => [
  ...name.split(" "),
  "-o",
  form,
  ...words.map((word) => word.replace("FORM", `${form}${Math.random()}`)),
];

/** What the forms of one verb have in common: moments, sizes and what is made anew each time are left out. */
const comparable = (value: unknown): unknown => {
  if (typeof value === "number") return value > 1_500_000_000_000 ? "a moment" : value;
  if (typeof value === "string") return value.length > 200 ? "long" : value.replace(CHANGING, "*");
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key]) => !["bytes", "daysLeft", "membership"].includes(key),
  );
  return Object.fromEntries(kept.map(([key, one]) => [key, comparable(one)]));
};

/** Hosts are followed at once: which of two tells first is by chance. */
const inAnyOrder = (documents: readonly unknown[]): readonly unknown[] =>
  documents.map(comparable).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

const CHANGING = /[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.]+Z|\/[^ ]*\.(tar\.gz|snapshot|fetched)/g;

const readJson = (text: string, kind: ReadingVerb["kind"]): readonly unknown[] =>
  kind === "document"
    ? [JSON.parse(text)]
    : text
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line));

const readYaml = (text: string): readonly unknown[] =>
  parseAllDocuments(text).flatMap((document): readonly unknown[] => [document.toJS()]);

const verbs = Object.entries(readingVerbs);

test("every verb is known here, as one that shows something or as one that does not", () => {
  const known = [...Object.keys(readingVerbs), ...Object.keys(otherVerbs)];
  expect(known.toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
});

describe.each(verbs)("%s", (name, verb) => {
  const expected = verb.code ?? 0;

  test("says the same as a table, as JSON and as YAML", async () => {
    const table = await run(argvOf(name, verb, "table"));
    const json = await run(argvOf(name, verb, "json"));
    const yaml = await run(argvOf(name, verb, "yaml"));
    expect([table.code, json.code, yaml.code]).toEqual([expected, expected, expected]);
    const documents = readJson(json.stdout, verb.kind);
    expect(inAnyOrder(readYaml(yaml.stdout))).toEqual(inAnyOrder(documents));
    for (const { stdout } of [table, json, yaml])
      expect(verb.shows.filter((text) => !stdout.includes(text))).toEqual([]);
  });

  test("says it with --quiet and --verbose too, and nothing else than it with --quiet", async () => {
    const usual = await run(argvOf(name, verb, "json"));
    const verbose = await run(["-v", ...argvOf(name, verb, "json")]);
    const quiet = await run(["-q", ...argvOf(name, verb, "json")]);
    expect(quiet.stderr).toBe("");
    const read = ({ stdout }: CommandResult) => inAnyOrder(readJson(stdout, verb.kind));
    expect(read(quiet)).toEqual(read(usual));
    expect(read(verbose)).toEqual(read(usual));
  });

  test("has no colour where none is wanted", async () => {
    const argv = ["--no-color", ...argvOf(name, verb, "table")];
    const { stdout, stderr } = await run(argv, { colors: true });
    expect(`${stdout}${stderr}`).not.toContain("\u001b[");
  });
});

test("status tells of a clock that is off", async () => {
  w1.clockOffsetMs = 7_200_000;
  const { stdout } = await run(["status"]);
  w1.clockOffsetMs = 0;
  expect(stdout.match(/its clock is .*/g)).toEqual([
    expect.stringMatching(/^its clock is (2 h 00|1 h 59) min ahead/),
  ]);
});

const streams = verbs.filter(([, { kind }]) => kind === "stream");

test.each(streams)("%s tells what the published schema has, a line each", async (name, verb) => {
  const { stdout } = await run(argvOf(name, verb, "json"));
  const lines = readJson(stdout, "stream");
  expect(lines.map((line): unknown => outputEventSchema().parse(line))).toEqual(lines);
});

test("status --watch tells the same as JSON and as YAML, until Ctrl-C", async () => {
  const json = await run(["status", "--watch", "-o", "json"], { isEndless: true });
  const yaml = await run(["status", "--watch", "-o", "yaml"], { isEndless: true });
  expect([json.code, yaml.code]).toEqual([130, 130]);
  const lines = readJson(json.stdout, "stream");
  expect(inAnyOrder(readYaml(yaml.stdout))).toEqual(inAnyOrder(lines));
  expect(lines.map((line): unknown => outputEventSchema().parse(line))).toEqual(lines);
});

test("status says of a host that its Services cannot be reached", async () => {
  expect((await run(["status"])).stdout).not.toContain("kube-proxy");
  w1.fake.machine.loopback.delete("10256/healthz");
  expect((await run(["status"])).stdout).toContain("kube-proxy is not ready: ECONNREFUSED");
});

test("support-bundle says that something is missing, and all of it when asked", async () => {
  const write = (...words: readonly string[]) => run(["support-bundle", "--file", ...words]);
  const missing = /^\[(m1|w1)\] without /gm;
  const usual = await write("usual.tar.gz");
  expect(usual.stderr.match(missing)).toHaveLength(1);
  expect(usual.stderr).toMatch(/^and without \d+ more files: --verbose names them/m);
  const verbose = await write("verbose.tar.gz", "-v");
  expect(verbose.stderr.match(missing)?.length).toBeGreaterThan(5);
  expect((await write("quiet.tar.gz", "-q")).stderr).toBe("");
});

test("only who was about to change something says of a host that is away that nothing was", async () => {
  await w1.stop();
  const read = await run(["runs"]);
  expect(read).toMatchObject({ code: 1, stdout: expect.stringContaining("succeeded") });
  expect(read.stderr).toContain("error HOSTS_UNREACHABLE: 1 host of cluster.yml cannot be used\n");
  const refused = await run(["reset", "--yes"]);
  expect(refused.stderr).toContain("1 host of cluster.yml cannot be used, nothing was changed\n");
});
