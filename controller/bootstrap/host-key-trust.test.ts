import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compareHostKeys } from "./compare-host-keys.ts";
import { fingerprintOf, knownHostKeys, knownHostsName } from "./host-key-trust.ts";
import { rememberHostKeys } from "./known-hosts-file.ts";
import { parseKnownHosts } from "./scan-host-keys.ts";

const ed25519 = { type: "ssh-ed25519", key: "AAAAC3NzaC1lZDI1NTE5AAAAIA==" };
const otherEd25519 = { type: "ssh-ed25519", key: "AAAAC3NzaC1lZDI1NTE5AAAAIB==" };
const rsa = { type: "ssh-rsa", key: "AAAAB3NzaC1yc2EAAAADAQABAAAAAA==" };
const target = { name: "w1", address: "192.0.2.11", user: "ubuntu" };

describe("a presented key is", () => {
  test.each([
    { what: "known", known: [rsa, ed25519], is: "match" },
    { what: "another than the known one of its type", known: [otherEd25519], is: "changed" },
    { what: "of a type that nobody has noted", known: [rsa], is: "other-type" },
    { what: "the first of its host", known: [], is: "unknown" },
  ])("$what: $is", ({ known, is }) => {
    expect(compareHostKeys([ed25519], known)).toBe(is);
  });
});

test("comments and markers of a known_hosts text are no keys", () => {
  const text = `# Host w1 found: line 1\n@revoked w1 ssh-rsa AAAA\nw1 ${rsa.type} ${rsa.key} note\n\nw1\n`;
  expect(parseKnownHosts(text)).toEqual([rsa]);
});

test.each([
  { port: undefined, address: "w1.test", name: "w1.test" },
  { port: 22, address: "fd00::1", name: "fd00::1" },
  { port: 2222, address: "fd00::1", name: "[fd00::1]:2222" },
])("$address with port $port is noted as $name", ({ port, address, name }) => {
  const place = { ...target, address, ...(port === undefined ? {} : { port }) };
  expect(knownHostsName(place)).toBe(name);
});

describe("with OpenSSH's own programs", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "known-hosts-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const makeKey = async () => {
    const file = join(folder, "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
    const [type = "", key = ""] = (await readFile(`${file}.pub`, "utf8")).split(" ");
    return { file: `${file}.pub`, key: { type, key } };
  };

  test("a fingerprint is the one that ssh-keygen prints", async () => {
    const { file, key } = await makeKey();
    const printed = execFileSync("ssh-keygen", ["-l", "-f", file], { encoding: "utf8" });
    expect(printed).toContain(` ${fingerprintOf(key)} `);
  });

  test("keys are found in several files, under hashed names too; a missing file is empty", async () => {
    const { key } = await makeKey();
    const hashed = join(folder, "hashed");
    await writeFile(hashed, `${target.address} ${key.type} ${key.key}\n`);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", hashed], { stdio: "ignore" });
    const own = join(folder, "own", "known_hosts");
    await rememberHostKeys(own, { names: [target.address], keys: [rsa] });
    const files = [join(folder, "none"), hashed, own];
    expect(await readFile(hashed, "utf8")).not.toContain(target.address);
    expect(await knownHostKeys(target.address, files)).toEqual([key, rsa]);
  });

  test("a remembered key is written once, for its owner alone, and found under its port", async () => {
    const { key } = await makeKey();
    const own = join(folder, "own", "known_hosts");
    const name = knownHostsName({ ...target, port: 2222 });
    await rememberHostKeys(own, { names: [name], keys: [key] });
    await rememberHostKeys(own, { names: [name], keys: [key] });
    expect(await readFile(own, "utf8")).toBe(`[${target.address}]:2222 ${key.type} ${key.key}\n`);
    expect((await stat(own)).mode & 0o777).toBe(0o600);
    expect(await knownHostKeys(name, [own])).toEqual([key]);
    expect(await knownHostKeys(target.address, [own])).toEqual([]);
  });
});
