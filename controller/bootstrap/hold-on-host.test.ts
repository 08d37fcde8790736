import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sshConnectionLost } from "../../shared/errors/ssh-errors.ts";
import { holdOnHost, WAIT_FOR_END } from "./hold-on-host.ts";
import { runSsh } from "./run-ssh.ts";
import type { SshSession } from "./ssh-session.ts";

/** A host that is this machine. */
const session: SshSession = {
  target: { name: "h1", address: "h1", user: "root" },
  run: () => Promise.reject(new Error("not used")),
  runAsRoot: async ({ step: _step, ...command }) => {
    const { exitCode, stdout, stderr } = await runSsh(command);
    if (exitCode !== 0) throw new Error(`${exitCode} ${stderr}`);
    return stdout;
  },
  close: async () => undefined,
};
const hold = (script: string, args: readonly string[] = []) =>
  holdOnHost(session, { step: "hold", what: "the thing", script, args });

test("what is held is held until it is released, and let go of by then", async () => {
  const said: string[] = [];
  const listening: SshSession = {
    ...session,
    runAsRoot: async (command) => {
      const text = await session.runAsRoot(command);
      said.push(text);
      return text;
    },
  };
  const script = `echo "$1"; ${WAIT_FOR_END}; echo gone`;
  const held = await holdOnHost(listening, { step: "s", what: "w", script, args: ["a b"] });
  expect(held.said).toBe("a b");
  expect(said).toEqual([]);
  await held.release();
  expect(said).toEqual(["a b\ngone\n"]);
  expect(held.lost.aborted).toBe(false);
});

test("what the host lets go of by itself is lost, with a reason", async () => {
  const held = await hold("echo here");
  await expect.poll(() => held.lost.aborted).toBe(true);
  expect(sshConnectionLost.is(held.lost.reason)).toBe(true);
  await held.release();
});

test("a script that cannot begin is the error", async () => {
  await expect(hold("echo full >&2; exit 3")).rejects.toThrow("3 full");
});

test("nothing is held any more once the program was killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hold-"));
  const module = JSON.stringify(join(import.meta.dirname, "run-ssh.ts"));
  const script = `cd "$1" && mkdir held && echo held; ${WAIT_FOR_END}; rmdir held`;
  const program = `
    import { runSsh } from ${module};
    async function* input() { yield Buffer.from("."); await new Promise(() => {}); }
    setInterval(() => {}, 1000);
    await runSsh({ argv: ${JSON.stringify(["sh", "-c", script, "sh", folder])}, input: input(),
      limitMs: 60_000, onOutput: (text) => process.stdout.write(text) });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  expect(await readdir(folder)).toEqual(["held"]);
  child.kill("SIGKILL");
  await expect.poll(() => readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});
