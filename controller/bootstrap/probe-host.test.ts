import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { probeHost, type ProbeOptions } from "./probe-host.ts";
import { PROBE_SCRIPT } from "./probe-script.ts";
import type { SshSession } from "./ssh-session.ts";

const NOW_MS = Date.UTC(2026, 0, 1);

const good: Readonly<Record<string, string>> = {
  architecture: "x86_64",
  systemd: "yes",
  root: "yes",
  clock: `${NOW_MS / 1000}.25`,
  os: "debian",
  os_version: '"12"',
  os_name: '"Debian GNU/Linux 12 (bookworm)"',
  runtime: "",
  agent: "",
};

const probe = (
  over: Readonly<Record<string, string>> = {},
  options: Partial<ProbeOptions> = {},
) => {
  const lines = Object.entries({ ...good, ...over }).map(([key, value]) => `${key}=${value}\n`);
  const session: SshSession = {
    target: { name: "w1", address: "192.0.2.11", user: "ubuntu" },
    run: async () => ({
      exitCode: 0,
      stdout: `Welcome!\n${lines.join("")}`,
      stderr: "",
      timedOut: false,
    }),
    runAsRoot: () => Promise.reject(new Error("a probe does nothing as root by itself")),
    close: async () => undefined,
  };
  return probeHost(session, { clusterId: "ours", now: () => new Date(NOW_MS), ...options });
};

test("a host that fits is told with what it has already, whatever it greets with", async () => {
  expect(
    await probe({ runtime: "node-24.20.0-0a1b2c3d4e5f", agent: "0.1.0-0a1b2c3d4e5f" }),
  ).toEqual({
    architecture: "amd64",
    os: { id: "debian", versionId: "12", prettyName: "Debian GNU/Linux 12 (bookworm)" },
    clockOffsetSeconds: 0.25,
    runtime: "node-24.20.0-0a1b2c3d4e5f",
    bundle: "0.1.0-0a1b2c3d4e5f",
  });
});

describe("a host is refused", () => {
  test.each([
    {
      why: "for its processor",
      over: { architecture: "riscv64" },
      code: "ARCHITECTURE_UNSUPPORTED",
    },
    { why: "without systemd", over: { systemd: "no" }, code: "NO_SYSTEMD" },
    {
      why: "for an old system",
      over: { os: "ubuntu", os_version: "18.04" },
      code: "OS_UNSUPPORTED",
    },
    { why: "for a system of another kind", over: { os: "alpine" }, code: "OS_UNSUPPORTED" },
    { why: "without sudo", over: { root: "no" }, code: "SUDO_REFUSED" },
    { why: "with a clock behind", over: { clock: `${NOW_MS / 1000 - 31}` }, code: "CLOCK_OFF" },
    { why: "with a clock ahead", over: { clock: `${NOW_MS / 1000 + 31}` }, code: "CLOCK_OFF" },
    { why: "without a clock", over: { clock: "" }, code: "CLOCK_OFF" },
    {
      why: "as a member of another cluster",
      over: { agent_cluster: "theirs", agent_host: "w1" },
      code: "ENROLLED_ELSEWHERE",
    },
  ])("$why: $code", async ({ over, code }) => {
    await expect(probe(over)).rejects.toMatchObject({ code, fields: { host: "w1" } });
  });

  test("as any cluster's member by a cluster that is new", async () => {
    const member = { agent_cluster: "theirs", agent_host: "w1" };
    const probed = probe(member, { clusterId: undefined });
    await expect(probed).rejects.toMatchObject({ code: "ENROLLED_ELSEWHERE" });
  });
});

test("an agent of our own cluster is told, and of another only to who takes it over", async () => {
  const ours = await probe({ agent_cluster: "ours", agent_host: "w1" });
  expect(ours.agent).toEqual({ clusterId: "ours", host: "w1", isForeign: false });
  const agent = { agent_cluster: "theirs", agent_cluster_name: "otter", agent_host: "w9" };
  const foreign = { clusterId: "theirs", host: "w9", isForeign: true };
  expect((await probe(agent, { takeOver: "theirs" })).agent).toEqual(foreign);
  expect((await probe(agent, { takeOver: "otter" })).agent).toEqual(foreign);
  await expect(probe(agent, { takeOver: "badger" })).rejects.toMatchObject({
    code: "ENROLLED_ELSEWHERE",
    fields: { cluster: "theirs", clusterName: "otter" },
  });
});

test("an agent that does not tell its cluster's name is not of a cluster without one", async () => {
  const agent = { agent_cluster: "theirs", agent_host: "w9" };
  await expect(probe(agent, { takeOver: "" })).rejects.toMatchObject({
    code: "ENROLLED_ELSEWHERE",
  });
});

test("a slow answer is not taken for a clock that is off", async () => {
  let calls = 0;
  const now = () => new Date(NOW_MS + 60_000 * calls++);
  const { clockOffsetSeconds } = await probe({ clock: `${NOW_MS / 1000 + 40}` }, { now });
  expect(clockOffsetSeconds).toBe(0);
});

test("the script runs in a plain shell and answers every question", () => {
  const printed = execFileSync("sh", ["-s"], { input: PROBE_SCRIPT, encoding: "utf8" });
  const keys = printed.split("\n").map((line) => line.split("=")[0]);
  expect(keys).toEqual(
    expect.arrayContaining(["architecture", "systemd", "root", "clock", "runtime", "agent"]),
  );
});
