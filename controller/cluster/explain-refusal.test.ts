import { expect, test } from "vitest";
import { tlsRefusedError } from "../../shared/errors/rpc-errors.ts";
import type { SshSession } from "../bootstrap/ssh-session.ts";
import { explainRefusal } from "./explain-refusal.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const refusal = tlsRefusedError({ address: "192.0.2.11:7443", reason: "expired" });

const explain = async (answer: () => Promise<string>) => {
  let closed = 0;
  const session: SshSession = {
    target: { name: "w1", address: "192.0.2.11", user: "ubuntu" },
    run: async () => ({ exitCode: 0, stdout: await answer(), stderr: "", timedOut: false }),
    runAsRoot: () => Promise.reject(new Error("nothing is done as root")),
    close: async () => void (closed += 1),
  };
  const options = { clusterId: "ours", now: () => new Date(NOW_MS) };
  return { error: await explainRefusal(refusal, session, options), closed };
};

const host = (clock: number): string =>
  `architecture=x86_64\nsystemd=yes\nroot=yes\nos=debian\nos_version=12\nclock=${clock}\n`;

test("a host whose clock is two hours behind is told so", async () => {
  const { error, closed } = await explain(() => Promise.resolve(host(NOW_MS / 1000 - 7_200)));
  expect(error).toMatchObject({ code: "CLOCK_OFF", fields: { host: "w1", seconds: -7_200 } });
  expect(closed).toBe(1);
});

test("with a clock that is right the refusal stays what it is", async () => {
  const { error, closed } = await explain(() => Promise.resolve(host(NOW_MS / 1000)));
  expect(error).toBe(refusal);
  expect(closed).toBe(1);
});

test("a host that SSH does not reach changes nothing", async () => {
  const { error, closed } = await explain(() => Promise.reject(new Error("no route")));
  expect(error).toBe(refusal);
  expect(closed).toBe(1);
});
