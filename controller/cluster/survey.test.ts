import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callCancelledError, tlsRefusedError } from "../../shared/errors/rpc-errors.ts";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import { fullMembership } from "../../test/support/memberships.ts";
import { survey, type SurveyPorts } from "./survey.ts";

const ADDRESS = "192.0.2.1";
const refusal = tlsRefusedError({ address: `${ADDRESS}:7443`, reason: "ERR_SSL_TLSV1_ALERT" });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pharos-survey-"));
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** A member whose agent refuses our certificate, and whose host says over SSH what its clock is. */
const surveyMember = async (clockOffsetSeconds: number) => {
  const ssh = join(folder, "ssh");
  const clock = Math.round(Date.now() / 1000) + clockOffsetSeconds;
  const answers = `architecture=x86_64\nsystemd=yes\nroot=yes\nos=debian\nos_version=12\nclock=${clock}`;
  await writeFile(ssh, `#!/bin/sh\ncat <<'END'\n${answers}\nEND\n`);
  await chmod(ssh, 0o755);
  const { config } = await loadConfigText(`hosts: [{address: ${ADDRESS}, role: master}]\n`);
  return survey(
    config.hosts,
    portsWith(() => Promise.reject(refusal)),
  );
};

const never = () => Promise.reject(new Error("nobody is asked for this"));

const portsWith = (dial: () => Promise<never>): SurveyPorts => ({
  clusterId: "ours",
  membership: fullMembership(),
  dialer: { dial, close: async () => undefined },
  toTarget: ({ address, user }) => ({ name: address, address, user }),
  distribution: never,
  confirmHostKeys: never,
  now: () => new Date(),
  ssh: { knownHostsFiles: [], connectTimeoutSeconds: 1 },
  knownHostsFile: join(folder, "known_hosts"),
  parallel: 2,
});

test("a member whose clock is two hours behind, and whose agent refuses us for it, is told so", async () => {
  const { hosts, failures } = await surveyMember(-7_200);
  expect(hosts).toEqual([]);
  expect(failures).toMatchObject([{ host: ADDRESS, member: true, error: { code: "CLOCK_OFF" } }]);
});

test("a member that refuses us with a clock that is right stays a refusal, and is not enrolled anew", async () => {
  const { failures } = await surveyMember(0);
  expect(failures).toEqual([{ host: ADDRESS, member: true, error: refusal }]);
});

test("agents are asked 64 at once, however few logins over SSH there may be", async () => {
  const { config } = await loadConfigText(`hosts: [{address: ${ADDRESS}, role: master}]\n`);
  let [asked, most] = [0, 0];
  const ports = portsWith(async () => {
    asked += 1;
    most = Math.max(most, asked);
    await new Promise((resolve) => setImmediate(resolve));
    asked -= 1;
    throw callCancelledError({ address: ADDRESS, method: "connect" });
  });
  const { failures } = await survey(Array.from({ length: 200 }, () => config.hosts).flat(), ports);
  expect(failures).toHaveLength(200);
  expect(most).toBe(64);
});
