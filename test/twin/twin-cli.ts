import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleProgram } from "../../packaging/bundle.ts";
import { writeDistribution } from "../support/loopback-distribution.ts";

/** Puts a pharosctl into a folder as npm's package has it; hosts are given next to nothing. Gives its program. */
export const installTwinCli = async (folder: string): Promise<string> => {
  const cli = join(folder, "cli");
  await mkdir(cli);
  for (const [entry, file] of [
    ["controller/main.ts", "pharosctl-program.cjs"],
    ["controller/launch.ts", "pharosctl.cjs"],
  ] as const) {
    await writeFile(join(cli, file), (await bundleProgram(entry)).text);
  }
  await writeDistribution(join(cli, "host"));
  // What it has used stands in a file at its end: nothing of a process is left to be asked then.
  await writeFile(join(cli, "tell-usage.cjs"), TELL_USAGE);
  return join(cli, "pharosctl.cjs");
};

const TELL_USAGE = `process.once("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const used = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: maxRSS * 1024 };
  require("node:fs").writeFileSync(process.env.TWIN_USAGE_FILE, JSON.stringify(used));
});
`;
