import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../lab/run-command.ts";
import { ensureShells, type ForeignShells } from "./ensure-shells.ts";
import { expect, type Step, type Workroom } from "./step.ts";
import { findDebianObstacle } from "./unpack-packages.ts";

/** What is typed before the tabulator, and what the line is to be then. */
const lines: readonly (readonly [string, string])[] = [
  ["pharosctl lo", "pharosctl logs "],
  ["pharosctl certs re", "pharosctl certs renew "],
  ["pharosctl runs s", "pharosctl runs show "],
  ["pharosctl logs --fo", "pharosctl logs --follow "],
  ["pharosctl audit v", "pharosctl audit verify "],
];

/** The scripts of `pharosctl completion` in real shells, as a person meets them. */
export const completionSteps: readonly Step[] = [
  { title: "a real fish completes", obstacle: findDebianObstacle, run: tryFish },
  { title: "a real zsh completes", obstacle: findDebianObstacle, run: tryZsh },
];

async function tryFish(room: Workroom): Promise<void> {
  const { fish } = await ensureShells(room.print);
  const home = await writeScript(room, "fish");
  const env = { HOME: home, XDG_CONFIG_HOME: home, PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8" };
  for (const [typed, wanted] of lines) {
    const program = `source completion; complete -C ${JSON.stringify(typed)}`;
    const argv = [...fish, "--no-config", "-c", program];
    const { code, stdout, stderr } = await runCommand(argv, { cwd: home, env });
    expect(`fish says nothing and ends with 0: ${code} ${stderr}`, code === 0 && stderr === "");
    const [word] = stdout.split("\t");
    expect(`${typed} becomes ${wanted}: ${stdout}`, wanted.trimEnd().split(" ").at(-1) === word);
  }
}

async function tryZsh(room: Workroom): Promise<void> {
  const shells = await ensureShells(room.print);
  const home = await writeScript(room, "zsh");
  const { zshModules, zshFunctions } = shells;
  await writeFile(
    join(home, ".zshenv"),
    `module_path=(${zshModules}/*(/))\nfpath=(${zshFunctions}/**/*(/))\n`,
  );
  const rc = `autoload -Uz compinit; compinit -u -D; source ./completion; PS1="${PROMPT}"\n`;
  await writeFile(join(home, ".zshrc"), rc);
  for (const [typed, wanted] of lines) {
    const screen = await typeInto(shells, home, typed);
    expect(`${typed} becomes ${wanted}: ${JSON.stringify(screen)}`, screen.includes(wanted));
  }
}

const PROMPT = "ready> ";
const LIMIT_MS = 20_000;
const TAB = "\t";
const CLEAR_LINE = "\u0015";
/** A line editor draws beside text: it rings, when more than one thing fits. */
const BELL = "\u0007";

/** An interactive zsh on a terminal of `script`'s; gives what stood there until the line had ended. */
async function typeInto({ zsh }: ForeignShells, home: string, typed: string): Promise<string> {
  const line = [...zsh, "-d", "-i"].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-qec", line, "/dev/null"], {
    cwd: home,
    env: { HOME: home, PATH: "/usr/bin:/bin", TERM: "dumb", LC_ALL: "C.UTF-8" },
    stdio: ["pipe", "pipe", "inherit"],
    timeout: LIMIT_MS,
  });
  let screen = "";
  let isTyped = false;
  for await (const chunk of child.stdout) {
    screen += String(chunk).replaceAll(BELL, "");
    if (!isTyped && screen.includes(PROMPT)) {
      isTyped = true;
      // It completes before it reads on: what follows the tabulator clears the line and leaves.
      child.stdin.write(`${typed}${TAB}${CLEAR_LINE}exit\n`);
    }
  }
  return screen;
}

/** The script that the installed pharosctl prints, in a home of its own. */
async function writeScript({ installed, folder }: Workroom, shell: string): Promise<string> {
  const home = join(folder, `home-${shell}`);
  await mkdir(home);
  const program = join(installed, "node_modules/.bin/pharosctl");
  const { code, stdout } = await runCommand([program, "completion", shell], { cwd: home });
  expect("completion ends with 0", code === 0);
  await writeFile(join(home, "completion"), stdout);
  return home;
}
