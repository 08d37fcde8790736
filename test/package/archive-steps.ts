import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { codecOf } from "../../shared/rpc/codec.ts";
import manifest from "../../package.json" with { type: "json" };
import { runCommand } from "../lab/run-command.ts";
import { ensureEmulator } from "./ensure-emulator.ts";
import { findDebianObstacle } from "./unpack-packages.ts";
import { expect, findLinuxObstacle, type Step, type Workroom } from "./step.ts";

const LIMIT_MS = 5 * 60_000;
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

export const archiveSteps: readonly Step[] = [
  {
    title: "the archive for this machine runs without a Node in the path, also through a link",
    obstacle: findLinuxObstacle,
    run: async (room) => {
      const root = await unpack(room, `linux-${ARCHITECTURES[process.arch] ?? ""}`);
      const link = join(room.folder, "linked-pharosctl");
      await symlink(join(root, "bin/pharosctl"), link);
      const env = { HOME: room.folder, PATH: "/usr/bin:/bin" };
      for (const program of [join(root, "bin/pharosctl"), link]) {
        const { code, stdout, stderr } = await runCommand([program, "--version"], { env });
        expect(`${program} runs: ${stderr}`, code === 0 && stdout.trim() === manifest.version);
      }
    },
  },
  {
    title: "the agent for arm64 starts and answers facts, emulated",
    obstacle: findDebianObstacle,
    run: answersFacts,
  },
  {
    title: "the archives for macOS have programs of macOS and the same agent",
    run: async (room) => {
      const parts = await Promise.all(
        ["linux-arm64", "macos-amd64", "macos-arm64"].map((platform) => readParts(room, platform)),
      );
      const [linux, ...others] = parts;
      for (const { node, distribution } of others) {
        // Mach-O, 64 bits, little endian; the launcher cannot be run here.
        expect("runtime/node is a program of macOS", node.readUInt32LE(0) === 0xfeedfacf);
        expect("what hosts get is the same", distribution === linux?.distribution);
      }
    },
  },
];

async function readParts(room: Workroom, platform: string) {
  const root = await unpack(room, platform);
  return {
    node: await readFile(join(root, "runtime/node")),
    distribution: await readFile(join(root, "lib/host/distribution.json"), "utf8"),
  };
}

/** The agent itself as a host gets it, by its runtime of that archive, on this machine's /proc and programs. */
async function answersFacts(room: Workroom): Promise<void> {
  const { program, libraries } = await ensureEmulator(room.print);
  const root = await unpack(room, "linux-arm64");
  const agent = join(room.folder, "pharos-agent.cjs");
  const unpacked = ["sh", "-c", 'gunzip --stdout -- "$1" > "$2"', "sh"];
  await must([...unpacked, join(root, "lib/host/pharos-agent.cjs.gz"), agent]);
  const emulated = [program, "-L", libraries, join(root, "runtime/node")];
  expect("it is arm64", (await must([...emulated, "--print", "process.arch"])) === "arm64\n");
  expect("its version", (await must([...emulated, agent, "version"])).trim() === manifest.version);
  const answer = await must([...emulated, agent, "facts"]);
  const { facts } = codecOf("pharos.v1.GetFactsResponse").decode(Buffer.from(answer, "base64"));
  room.print(`      ${facts?.os?.prettyName}, ${facts?.packages?.["systemd"] ?? "no systemd"}`);
  expect("the facts say arm64", facts?.kernel?.architecture === "ARCHITECTURE_ARM64");
  expect("the facts have disks", (facts?.disks?.length ?? 0) > 0);
  const cli = await must([...emulated, join(root, "lib/pharosctl.cjs"), "--version"]);
  expect("the CLI for arm64 runs too", cli.trim() === manifest.version);
}

async function unpack({ release, folder }: Workroom, platform: string): Promise<string> {
  const name = `pharosctl-${manifest.version}-${platform}`;
  const place = join(folder, "archives");
  await mkdir(place, { recursive: true });
  await must(["tar", "-xzf", join(release, `${name}.tar.gz`), "-C", place]);
  return join(place, name);
}

async function must(argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand(argv, { timeoutMs: LIMIT_MS });
  expect(`${argv.join(" ")}: ${stderr}`, code === 0);
  return stdout;
}
