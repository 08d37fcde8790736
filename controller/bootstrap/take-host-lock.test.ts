import { expect, test } from "vitest";
import type { SshSession } from "./ssh-session.ts";
import { takeHostLock } from "./take-host-lock.ts";

/** A host that prints this and lets go of it when the input ends. */
const hostThatSays = (line: string): SshSession => ({
  target: { name: "m1", address: "m1", user: "root" },
  run: () => Promise.reject(new Error("not used")),
  runAsRoot: async ({ input = [], onOutput }) => {
    onOutput?.(`${line}\n`);
    const beats: unknown[] = [];
    for await (const beat of input) beats.push(beat);
    return line;
  },
  close: async () => undefined,
});
const ada = { holder: "ada 1", machine: "desk", purpose: "apply" };

test("a lock that is free is taken and given back", async () => {
  const hold = await takeHostLock(hostThatSays("taken"), ada);
  expect(hold.lost.aborted).toBe(false);
  await hold.release();
});

test("a lock that is held names who has it", async () => {
  const said = `held ${JSON.stringify({ ...ada, holder: "bob 2" })}`;
  await expect(takeHostLock(hostThatSays(said), ada)).rejects.toMatchObject({
    code: "LOCK_HELD",
    fields: { holder: "bob 2", machine: "desk", purpose: "apply" },
  });
});

test("a holder that cannot be read is somebody all the same", async () => {
  const taken = takeHostLock(hostThatSays("held "), ada);
  await expect(taken).rejects.toMatchObject({ code: "LOCK_HELD", fields: { holder: "somebody" } });
});
