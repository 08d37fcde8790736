import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { type ClusterOverrides, renderClusterYml } from "../lab/cluster-yml.ts";
import type { Lab } from "../lab/lab.ts";
import { type CommandResult, runCommand } from "../lab/run-command.ts";
import { expect } from "./expectation.ts";

export interface CliResult extends CommandResult {
  readonly argv: readonly string[];
  readonly tookMs: number;
}

/** A `pharosctl` that runs. */
export interface WatchedCli {
  readonly child: ChildProcess;
  /** What it has printed on standard output so far. */
  readonly printed: () => Promise<string>;
  /** The same of standard error. */
  readonly complained: () => Promise<string>;
  /** Exit code -1: a signal has ended it. */
  readonly ended: () => Promise<CliResult>;
}

/** The built `pharosctl` as an administrator of the lab's hosts runs it: in their network, with a home of its own. */
export interface Cli {
  /** `~` of the administrator. */
  readonly home: string;
  readonly configPath: string;
  /** The built product. */
  readonly dist: string;
  /** Writes the lab's cluster.yml anew; top-level keys replace the lab's own. */
  readonly writeConfig: (overrides?: ClusterOverrides) => Promise<void>;
  /** Changes the cluster.yml that is there. */
  readonly editConfig: (edit: (file: Document) => void) => Promise<void>;
  /** Runs `pharosctl VERB cluster.yml …` (the verb has one word or two) to its end, whatever that is. Default limit 15 minutes. */
  readonly run: (verb: string, ...options: readonly string[]) => Promise<CliResult>;
  /** The same; any exit code but 0 is a failure. */
  readonly must: (verb: string, ...options: readonly string[]) => Promise<CliResult>;
  /** Starts it and leaves it to the caller. */
  readonly start: (verb: string, ...options: readonly string[]) => Promise<ChildProcess>;
  /** Starts it and shows what it prints while it runs. */
  readonly watch: (verb: string, ...options: readonly string[]) => Promise<WatchedCli>;
  readonly last: () => CliResult | undefined;
}

/** A mount that nobody else sees; the file's path follows, and then the command. */
const WITH_HOSTS_FILE: readonly string[] = [
  ..."unshare --mount --propagation private -- sh -c".split(" "),
  'mount --bind "$0" /etc/hosts && exec "$@"',
];

const LIMIT_MS = 15 * 60_000;

/** `folder` holds home and cluster.yml; what is in it stays. `hostsFile` takes the place of the machine's /etc/hosts. */
export async function openCli(
  lab: Lab,
  dist: string,
  folder: string,
  hostsFile?: string,
): Promise<Cli> {
  const home = join(folder, "home");
  const configPath = join(folder, "cluster.yml");
  await mkdir(home, { recursive: true, mode: 0o700 });
  let last: CliResult | undefined;
  let watched = 0;
  const argvOf = async (verb: string, options: readonly string[]): Promise<readonly string[]> =>
    await lab.execCommand([
      ...(hostsFile === undefined ? [] : [...WITH_HOSTS_FILE, hostsFile]),
      process.execPath,
      join(dist, "pharosctl.cjs"),
      ...verb.split(" "),
      configPath,
      ...options,
    ]);
  const { PATH, TMPDIR } = process.env;
  const environment = { PATH, TMPDIR, HOME: home, LC_ALL: "C.UTF-8" };
  const run: Cli["run"] = async (verb, ...options) => {
    const startedMs = performance.now();
    const argv = await argvOf(verb, options);
    const result = await runCommand(argv, { env: environment, cwd: folder, timeoutMs: LIMIT_MS });
    const tookMs = Math.round(performance.now() - startedMs);
    last = { ...result, argv: ["pharosctl", verb, ...options], tookMs };
    return last;
  };
  return {
    home,
    configPath,
    dist,
    run,
    last: () => last,
    writeConfig: async (overrides = {}) =>
      await writeFile(configPath, await renderClusterYml(lab, overrides)),
    editConfig: async (edit) => {
      const file = parseDocument(await readFile(configPath, "utf8"));
      edit(file);
      await writeFile(configPath, file.toString());
    },
    must: async (verb, ...options) => {
      const result = await run(verb, ...options);
      expect(`${verb} ends with 0 instead of ${result.code}`, result.code === 0);
      return result;
    },
    start: async (verb, ...options) =>
      spawn("setpriv", ["--pdeathsig", "KILL", ...(await argvOf(verb, options))], {
        env: environment,
        cwd: folder,
        stdio: ["ignore", "ignore", "ignore"],
      }),
    watch: async (verb, ...options) => {
      const startedMs = performance.now();
      const paths = ["stdout", "stderr"].map((name) => join(folder, `${verb}.${watched}.${name}`));
      watched += 1;
      const files = await Promise.all(paths.map((path) => open(path, "w")));
      const argv = await argvOf(verb, options);
      const child = spawn("setpriv", ["--pdeathsig", "KILL", ...argv], {
        env: environment,
        cwd: folder,
        stdio: ["ignore", ...files.map(({ fd }) => fd)],
      });
      const exit = once(child, "exit");
      await Promise.all(files.map((file) => file.close()));
      const printed = async (index: number): Promise<string> =>
        await readFile(paths[index] ?? "", "utf8");
      return {
        child,
        printed: async () => await printed(0),
        complained: async () => await printed(1),
        ended: async () => {
          await exit;
          const tookMs = Math.round(performance.now() - startedMs);
          const [stdout, stderr] = [await printed(0), await printed(1)];
          const code = child.exitCode ?? -1;
          last = { code, stdout, stderr, argv: ["pharosctl", verb, ...options], tookMs };
          return last;
        },
      };
    },
  };
}

/** An administrator who has never used pharosctl. */
export async function clearCli(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
}
