import { mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { runCommand } from "../lab/run-command.ts";
import { ensureNode, olderNodes } from "./node-versions.ts";
import { expect, findLinuxObstacle, type Step, type Workroom } from "./step.ts";

const INSTALL_LIMIT_MS = 5 * 60_000;

/** The package of npm, installed as a user would, on every Node that it is said to run on. */
export const installSteps: readonly Step[] = [
  { title: "npm installs the package by itself into an empty folder", run: install },
  ...olderNodes.map((release): Step => ({
    title: `the installed CLI runs on Node ${release.version}`,
    obstacle: findLinuxObstacle,
    run: async (room) => await tryCli(room, await ensureNode(release)),
  })),
  {
    title: `the installed CLI runs on Node ${process.versions.node}`,
    run: async (room) => await tryCli(room, dirname(process.execPath)),
  },
];

async function install({ release, installed }: Workroom): Promise<void> {
  await mkdir(installed, { recursive: true });
  expect("the folder is empty", (await readdir(installed)).length === 0);
  const tarball = join(release, `pharosctl-${manifest.version}.tgz`);
  const argv = ["npm", "install", "--no-audit", "--no-fund", "--prefix", installed, tarball];
  const done = await runCommand(argv, { cwd: installed, timeoutMs: INSTALL_LIMIT_MS });
  expect(`npm says yes: ${done.stderr}`, done.code === 0);
  const packages = (await readdir(join(installed, "node_modules"))).filter(
    (name) => !name.startsWith("."),
  );
  expect(`nothing comes along: ${packages.join(", ")}`, packages.join() === "pharosctl");
}

/** In a home of its own, with this Node and the system's programs in the path. */
async function tryCli({ installed, folder }: Workroom, nodeFolder: string): Promise<void> {
  const home = join(folder, `home-${nodeFolder.replaceAll("/", "-")}`);
  await mkdir(home);
  const program = join(installed, "node_modules/.bin/pharosctl");
  const env = { HOME: home, PATH: `${nodeFolder}:/usr/bin:/bin`, LC_ALL: "C.UTF-8" };
  const run = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCommand([program, ...words], { cwd: home, env });
    expect(`${words.join(" ")} ends with 0: ${stderr}`, code === 0);
    return stdout;
  };
  expect("--version", (await run("--version")).trim() === manifest.version);
  await run("init", "--master", "192.0.2.10", "--worker", "192.0.2.11");
  const written = await readFile(join(home, "cluster.yml"), "utf8");
  expect("init writes the hosts", written.includes("192.0.2.11"));
  await run("validate", "cluster.yml");
  expect("completion", (await run("completion", "bash")).includes("pharosctl"));
}
