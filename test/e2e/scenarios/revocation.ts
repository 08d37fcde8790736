import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { runCommand } from "../../lab/run-command.ts";
import { type Cli, type CliResult, openCli } from "../cli.ts";
import { readErrorDocument } from "../error-document.ts";
import { expect, expectEqual } from "../expectation.ts";
import type { Scenario, Stage } from "../scenario.ts";

const HOSTS = ["m1", "w1", "w2"];
const LIMIT_MS = 2_000;

/**
 * Somebody who was let in follows all hosts, and is shut out: within two seconds of the command every
 * stream has ended, silent ones too, and no host answers any more.
 */
export const revocation: Scenario = {
  name: "revocation",
  needs: "formed-1-2",
  isUndone: true,
  run: async (stage) => {
    const { cli, note } = stage;
    const guest = await letIn(stage);
    await guest.must("facts", "-o", "json");
    const speaking = await guest.watch("logs", "--follow", "--source", "kubelet", "-o", "json");
    await waitForLines(speaking);
    const following = guest.run("logs", "--follow", "--source", "kernel", "-o", "json");
    const ended = following.then(() => performance.now());
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const revoked = await cli.must("access revoke ada", "-o", "json");
    const revokedAtMs = performance.now();
    expectEqual("hosts that know it", readHosts(revoked.stdout), HOSTS);
    const lagMs = Math.max(0, Math.round((await ended) - revokedAtMs));
    note(`revoke ${revoked.tookMs} ms, streams ended ${lagMs} ms later`);
    expect(`the streams end within ${LIMIT_MS} ms (${lagMs})`, lagMs <= LIMIT_MS);
    for (const result of [await following, await speaking.ended()])
      expectEqual("how", codesOf(result), HOSTS.map(() => "CERTIFICATE_REVOKED").join());
    const refused = await guest.run("facts", "-o", "json");
    expectEqual("new calls", codesOf(refused), HOSTS.map(() => "CERTIFICATE_REVOKED").join());
    await rm(join(guest.home, ".."), { recursive: true, force: true });
  },
};

/** Kubelets speak twice a minute at least. */
async function waitForLines(follower: Awaited<ReturnType<Cli["watch"]>>): Promise<void> {
  const limitMs = performance.now() + 40_000;
  while (performance.now() < limitMs && (await follower.printed()) === "")
    await new Promise((resolve) => setTimeout(resolve, 200));
  expect("lines are followed", (await follower.printed()) !== "");
}

/** An operator with a home of their own. */
async function letIn({ lab, cli }: Stage): Promise<Cli> {
  const folder = join(cli.home, "..", "..", "guest");
  await rm(folder, { recursive: true, force: true });
  const guest = await openCli(lab, cli.dist, folder);
  await guest.writeConfig();
  const file = join(folder, "ada.access");
  await cli.must("access grant ada", "--role", "operator", "--ttl", "1h", "--file", file);
  const program = [process.execPath, join(cli.dist, "pharosctl.cjs"), "access", "import", file];
  const argv = await lab.execCommand(program);
  const env = { PATH: process.env["PATH"], HOME: guest.home, LC_ALL: "C.UTF-8" };
  const { code, stderr } = await runCommand(argv, { env, cwd: folder });
  expect(`access import works: ${stderr}`, code === 0);
  return guest;
}

const Revoked = z.object({ hosts: z.array(z.string()) });

function readHosts(stdout: string): readonly string[] {
  return Revoked.parse(JSON.parse(stdout)).hosts;
}

function codesOf({ stdout }: CliResult): string {
  return readErrorDocument(stdout)
    .map(({ code }) => code)
    .join();
}
