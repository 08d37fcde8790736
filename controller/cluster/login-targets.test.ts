import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hostUnknown } from "../../shared/errors/run-errors.ts";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import { openClusterSession } from "./cluster-session.ts";
import { readLoginTargets, selectTargets } from "./login-targets.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "pharosctl-"));
});
afterEach(() => rm(home, { recursive: true }));

const text = `name: c
hosts:
  - {address: a.example.com, role: master, user: admin, ssh_port: 2222}
  - {address: b.example.com, role: worker}
network: {provider: bridge}
`;

const targets = async () =>
  readLoginTargets({ home, clock: { nowMs: () => 0 } }, await loadConfigText(text));

test("a login is as strict as the bootstrap's, and leaves nothing behind", async () => {
  const [first] = await targets();
  expect(first?.sshArguments).toEqual(
    expect.arrayContaining(["StrictHostKeyChecking=yes", "BatchMode=yes"]),
  );
  expect(first?.sshArguments.slice(-6)).toEqual([
    "-p",
    "2222",
    "-l",
    "admin",
    "--",
    "a.example.com",
  ]);
  expect(await readdir(join(home, ".pharos"))).toEqual([]);
});

test("a pinned key is the only one that counts once the cluster's keys are kept here", async () => {
  const pinned = text.replace("role: worker", `role: worker, host_key: "SHA256:${"A".repeat(43)}"`);
  const config = await loadConfigText(pinned);
  const before = await readLoginTargets({ home, clock: { nowMs: () => 0 } }, config);
  expect(before[1]?.sshArguments.join(" ")).not.toContain("HostKeyAlias");
  const session = await openClusterSession(join(home, ".pharos"), config.config, {
    now: () => new Date(0),
  });
  await session.keep();
  const after = await readLoginTargets({ home, clock: { nowMs: () => 0 } }, config);
  expect(after[1]?.sshArguments.join(" ")).toContain("HostKeyAlias=pinned-");
});

test("hosts are chosen by address, all without any, and strangers are refused", async () => {
  const all = await targets();
  expect(selectTargets(all, [])).toHaveLength(2);
  expect(selectTargets(all, ["b.example.com"]).map(({ name }) => name)).toEqual(["b.example.com"]);
  expect(() => selectTargets(all, ["c"])).toThrow(
    expect.objectContaining({ code: hostUnknown.code }),
  );
});
