import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hostUnknown } from "../../shared/errors/run-errors.ts";
import { loadConfigText } from "../../test/support/load-config-text.ts";
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

test("hosts are chosen by address, all without any, and strangers are refused", async () => {
  const all = await targets();
  expect(selectTargets(all, [])).toHaveLength(2);
  expect(selectTargets(all, ["b.example.com"]).map(({ name }) => name)).toEqual(["b.example.com"]);
  expect(() => selectTargets(all, ["c"])).toThrow(
    expect.objectContaining({ code: hostUnknown.code }),
  );
});
