import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
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
  readonly last: () => CliResult | undefined;
}

const LIMIT_MS = 15 * 60_000;

/** `folder` holds home and cluster.yml; what is in it stays. */
export async function openCli(lab: Lab, dist: string, folder: string): Promise<Cli> {
  const home = join(folder, "home");
  const configPath = join(folder, "cluster.yml");
  await mkdir(home, { recursive: true, mode: 0o700 });
  let last: CliResult | undefined;
  const argvOf = async (verb: string, options: readonly string[]): Promise<readonly string[]> =>
    await lab.execCommand([
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
    start: async (verb, ...options) => {
      const [program = "", ...rest] = await argvOf(verb, options);
      return spawn("setpriv", ["--pdeathsig", "KILL", program, ...rest], {
        env: environment,
        cwd: folder,
        stdio: ["ignore", "ignore", "ignore"],
      });
    },
  };
}

/** An administrator who has never used pharosctl. */
export async function clearCli(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
}
