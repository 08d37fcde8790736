import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { statfs } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { toErrorDetail } from "../shared/errors/error-detail.ts";
import { createLog } from "../shared/log/log.ts";
import { createArrivals } from "./arrivals.ts";
import { createMachinePorts } from "./facts/machine-ports.ts";
import { createFactsReader } from "./facts/read-facts.ts";
import { createRealHost } from "./host/real/real-host.ts";
import { createNodeApi } from "./host/real/real-kubernetes.ts";
import { requireSuccess } from "./host/real/require-success.ts";
import { spawnProgram } from "./host/real/spawn-program.ts";
import { streamProgram } from "./host/real/stream-program.ts";
import { agentPaths, unitPath } from "./state/agent-paths.ts";
import { keepHeapSmall, processHeap } from "./keep-heap-small.ts";
import { createSystemdNotify } from "./systemd-notify.ts";
import { applyV8Flags } from "./v8-flags.ts";

declare const PHAROS_VERSION: string;

// What ps, ss and our own check of occupied ports show instead of Node's name for its main thread.
process.title = "pharos-agent";

const PROGRAM_LIMIT_MS = 60_000;
const PLAN_LIMIT_MS = 110_000;
const paths = agentPaths("/");
const now = (): Date => new Date();
// Not `performance.now`: the first use of that global loads half a megabyte.
const elapsedMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const log = createLog((line) => process.stderr.write(line), now);

const arrivals = createArrivals((ms) => sleep(ms));
const host = createRealHost({
  root: "/",
  spawnProgram,
  now,
  elapsedMs,
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000_000n),
  sleep: (ms) => sleep(ms),
  isReached: arrivals.next,
});
const readFacts = createFactsReader({
  reader: host.reader,
  machine: createMachinePorts(process.arch),
});
const runProgram = async (argv: readonly string[]): Promise<void> => {
  requireSuccess(argv[0] ?? "", await spawnProgram({ argv, limitMs: PROGRAM_LIMIT_MS }));
};
const systemctl = (args: readonly string[]) =>
  runProgram(["systemctl", "--no-ask-password", ...args]);
const stdio = { input: process.stdin, output: process.stdout, reader: host.reader, readFacts };

/** What each first argument does; anything that only one of them needs is loaded by it. */
const verbs: Readonly<Record<string, () => Promise<void>>> = {
  serve: async () => {
    const { serve } = await import("./serve.ts");
    const { watchFiles } = await import("./drift/file-watch.ts");
    const notify = createSystemdNotify(process.env["NOTIFY_SOCKET"]);
    const server = await serve({
      paths,
      host,
      readFacts,
      runProgram,
      tryProgram: (argv) => spawnProgram({ argv, limitMs: PROGRAM_LIMIT_MS }),
      streamProgram,
      runBuild: (argv, input) => spawnProgram({ argv, input, limitMs: PLAN_LIMIT_MS }),
      freeBytes: async (folder) => {
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize;
      },
      now,
      elapsedMs,
      sleep: (ms) => sleep(ms),
      pause: (ms) => sleep(ms),
      random: Math.random,
      log,
      nodeApi: createNodeApi(host.reader.files),
      watchFiles,
      arriving: arrivals.arriving,
    });
    log.info("the agent listens", { port: server.port, version: PHAROS_VERSION });
    notify.ready();
    applyV8Flags();
    keepHeapSmall(processHeap);
    process.once("SIGTERM", () => {
      notify.stopping();
      void server.close(5_000).finally(() => process.exit(0));
    });
  },
  facts: async () => (await import("./stdio.ts")).answerFacts(stdio),
  plan: async () => (await import("./stdio.ts")).answerPlan(stdio),
  probe: async () => (await import("./stdio.ts")).answerProbe({ ...stdio, now }),
  enrol: async () => {
    const { enrol } = await import("./install/enrol.ts");
    const { openLineChannel } = await import("./install/line-channel.ts");
    const { acceptFirstMembership } = await import("./install/first-membership.ts");
    await enrol({
      paths,
      channel: openLineChannel(process.stdin, process.stdout),
      runtimeFile: process.execPath,
      bundleFile: process.argv[1] ?? "",
      runtimeSha256: () => hashFile(process.execPath),
      systemctl,
      acceptMembership: (start, install) => acceptFirstMembership(paths, start, install),
      now,
    });
    process.stdin.destroy();
  },
  revert: async () => {
    const { revertBuild } = await import("./update/switch-build.ts");
    const { describeUnit, UNIT_PROPERTIES } = await import("./update/describe-unit.ts");
    await revertBuild(paths, systemctl, async () => {
      const argv = ["systemctl", "show", unitPath.name, `--property=${UNIT_PROPERTIES}`];
      return describeUnit((await spawnProgram({ argv, limitMs: PROGRAM_LIMIT_MS })).stdout);
    });
  },
  uninstall: async () => (await import("./install/uninstall.ts")).uninstall(paths, systemctl),
  version: async () => {
    process.stdout.write(`${PHAROS_VERSION}\n`);
  },
};

const hashFile = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
};

const main = async (): Promise<void> => {
  const verb = verbs[process.argv[2] ?? ""];
  if (verb === undefined) {
    process.stderr.write(`pharos-agent: ${Object.keys(verbs).join("|")}\n`);
    process.exitCode = 2;
    return;
  }
  try {
    await verb();
  } catch (error) {
    log.warn("the agent cannot go on", {
      ...toErrorDetail(error).fields,
      error: toErrorDetail(error).message,
    });
    process.exitCode = 1;
  }
};

void main();
