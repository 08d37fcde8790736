import { readFileSync, writeFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { parseStaticPod } from "../../agent/kubeadm/static-pod.ts";
import { openMembers } from "../../controller/cluster/open-members.ts";
import { encryptionPhases } from "../../controller/keystore/encryption-keys.ts";
import { rotateEncryptionKey } from "../../controller/rotation/rotate-encryption-key.ts";
import { runCommandLine } from "../support/command-line.ts";
import { loadConfigText } from "../support/load-config-text.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const ADDRESSES = ["127.0.92.1", "127.0.92.2", "127.0.92.3"];
const WORKER = "127.0.92.11";
const PLAIN = loopbackYml(ADDRESSES, [WORKER]);
const YML = `${PLAIN}secrets_encryption: {enabled: true}\n`;
const LIMIT_MS = 120_000;
const SECRETS = Array.from({ length: 230 }, (_, at) => `s${at}`);

let cluster: LoopbackCluster;
let masters: readonly LoopbackHost[];
beforeEach(async () => {
  cluster = await createLoopbackCluster();
  masters = ADDRESSES.map((address, at) => cluster.addHost(`m${at + 1}`, address));
  cluster.addHost("w1", WORKER);
  await mkdir(join(cluster.home, "keys"));
  await writeFile(join(cluster.home, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
  await configure(YML);
  await cluster.apply(YML);
  for (const name of SECRETS)
    cluster.kubernetes.put(`/api/v1/namespaces/default/secrets/${name}`, {
      metadata: { namespace: "default", name, resourceVersion: "1" },
    });
}, LIMIT_MS);
afterEach(() => cluster[Symbol.asyncDispose]());

const configure = (text: string): Promise<void> =>
  writeFile(join(cluster.home, "cluster.yml"), text);

const keysFile = (): string => join(cluster.home, ".pharos", "loop", "secrets-encryption.yaml");

interface KeysFile {
  readonly keys: readonly { readonly name: string; readonly secret: string }[];
  readonly retired?: KeysFile["keys"];
  readonly rotation?: { readonly phase: string };
  readonly number?: number;
}

const readKeys = (): KeysFile => parse(readFileSync(keysFile(), "utf8"));

const flagsOf = ({ fake }: LoopbackHost): ReadonlyMap<string, string> => {
  const manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";
  const text = fake.machine.files.follow(manifest)?.text ?? "";
  return parseStaticPod(text, "kube-apiserver")?.flags ?? new Map();
};

/** Names of the keys that a master's API server runs with; the first one writes. */
const keysOn = (host: LoopbackHost): readonly string[] => {
  const path = flagsOf(host).get("encryption-provider-config") ?? "";
  const { resources }: { resources: { providers: { secretbox?: KeysFile }[] }[] } = parse(
    host.fake.machine.files.follow(path)?.text ?? "resources: []",
  );
  return (resources[0]?.providers[0]?.secretbox?.keys ?? []).map(({ name }) => name);
};

/** Masters whose API server could not read what another one writes just now. */
const blind = (): readonly string[] =>
  masters
    .filter((host) => masters.some((other) => !keysOn(host).includes(keysOn(other)[0] ?? "none")))
    .map(({ name }) => name);

const run = (argv: readonly string[], watch: (text: string) => void = () => undefined) =>
  runCommandLine({
    home: cluster.home,
    cwd: cluster.home,
    argv,
    distributionFolder: cluster.distributionFolder,
    watch,
  });

const ROTATE = ["certs", "rotate-encryption-key", "--yes"];

/** As a CLI that is killed when it has gone so far. */
const rotateAndDie = async (at: { readonly phase: string; readonly isBrought: boolean }) => {
  const context = {
    home: cluster.home,
    clock: { nowMs: () => Date.now() },
    signal: new AbortController().signal,
  };
  const loaded = await loadConfigText(YML);
  await rotateEncryptionKey(
    { begins: true },
    {
      folder: join(cluster.home, ".pharos", "loop"),
      open: () => openMembers(context, loaded),
      bringKeys: async (phase) => {
        if (phase === at.phase && !at.isBrought) throw new Error("killed");
        expect((await cluster.apply(YML)).failures).toEqual([]);
        if (phase === at.phase) throw new Error("killed");
      },
      tell: () => undefined,
      now: () => new Date(),
      signal: context.signal,
    },
  );
};

const expectRotated = async (): Promise<void> => {
  const { keys, retired, rotation } = readKeys();
  expect(rotation).toBeUndefined();
  expect([keys.map(({ name }) => name), retired?.map(({ name }) => name)]).toEqual([
    ["key2"],
    ["key1"],
  ]);
  for (const host of masters) {
    expect(keysOn(host)).toEqual(["key2"]);
    const files = host.fake.machine.files.names("/etc/pharos/control-plane") ?? [];
    expect(files.filter((name) => name.includes("encryption"))).toHaveLength(1);
  }
  const paths = SECRETS.map((name) => `/api/v1/namespaces/default/secrets/${name}`);
  expect(cluster.kubernetes.rewritten).toEqual(expect.arrayContaining(paths));
  expect((await cluster.apply(YML)).isNothingToDo).toBe(true);
};

describe("an exchange of the encryption key", () => {
  test(
    "reaches all masters and all secrets, and at no moment can a master not read what another writes",
    async () => {
      const seen = new Set<string>();
      const { code, stdout, stderr } = await run(ROTATE, () => {
        seen.add(masters.map((host) => keysOn(host).join("+")).join(" "));
        expect(blind()).toEqual([]);
      });
      expect([code, stderr]).toEqual([0, expect.stringContaining("3 masters")]);
      // The masters were told one after the other.
      expect([...seen]).toContain("key1+key2 key1 key1");
      expect([...seen]).toContain("key2+key1 key2+key1 key1+key2");
      expect(stdout).toMatch(/secrets: (\d+) of \1 looked at/);
      expect(stdout).toContain("done: ");
      await expectRotated();
      const printed = `${stdout}${stderr}`;
      const { keys, retired = [] } = readKeys();
      for (const { secret } of [...keys, ...retired]) expect(printed).not.toContain(secret);
      const status = await run(["certs", "rotate-encryption-key", "--status", "-o", "json"]);
      expect(JSON.parse(status.stdout)).toMatchObject({
        encrypted: ["secrets"],
        keys: [
          { name: "key2", use: "writes and reads" },
          { name: "key1", use: "retired" },
        ],
        masters: ["m1", "m2", "m3"].map((host) => ({ host, has: "these keys" })),
      });
    },
    LIMIT_MS,
  );

  test.each(
    encryptionPhases.flatMap((phase) => [
      { phase, isBrought: false },
      { phase, isBrought: true },
    ]),
  )(
    "is gone on with by whoever finds it cut off at $phase, masters told: $isBrought",
    async (at) => {
      await expect(rotateAndDie(at)).rejects.toThrow("killed");
      expect(readKeys().rotation?.phase).toBe(at.phase);
      expect(blind()).toEqual([]);
      const status = await run(["status"]);
      expect(status.stdout).toContain(`at \`${at.phase}\``);
      // An ordinary apply in between brings what the step wants, and nothing else.
      expect((await cluster.apply(YML)).failures).toEqual([]);
      expect(blind()).toEqual([]);
      const { code } = await run(ROTATE, () => expect(blind()).toEqual([]));
      expect(code).toBe(0);
      await expectRotated();
    },
    LIMIT_MS,
  );

  test(
    "is not begun while a master is away",
    async () => {
      await masters[2]?.stop();
      const { code, stderr } = await run(ROTATE);
      expect([code, stderr]).toEqual([1, expect.stringContaining("KEY_ROTATION_WAITS")]);
      expect(readKeys().rotation).toBeUndefined();
    },
    LIMIT_MS,
  );

  test.each(["use", "rewrite"])(
    "waits at %s for a master that is away, and goes on when it is back",
    async (phase) => {
      await expect(rotateAndDie({ phase, isBrought: false })).rejects.toThrow("killed");
      await masters[2]?.stop();
      const { code, stderr } = await run(ROTATE);
      expect([code, stderr]).toEqual([1, expect.stringContaining(`waits at \`${phase}\` for`)]);
      expect(blind()).toEqual([]);
      expect(keysOn(masters[0] ?? never())).toContain("key1");
      await masters[2]?.start();
      expect((await run(ROTATE)).code).toBe(0);
      await expectRotated();
    },
    LIMIT_MS,
  );

  test(
    "changes nothing else: what cluster.yml has besides is to be applied first",
    async () => {
      await configure(`${YML}control_plane: {api_server: {extra_args: {profiling: "false"}}}\n`);
      const { code, stderr } = await run(ROTATE);
      expect([code, stderr]).toEqual([2, expect.stringContaining("KEY_ROTATION_NEEDS_APPLY")]);
      expect(readKeys().rotation).toBeUndefined();
      expect(keysOn(masters[0] ?? never())).toEqual(["key1"]);
      await configure(`${YML}admission_plugins: [{name: AlwaysPullImages}]\n`);
      expect((await run(ROTATE)).stderr).toContain("KEY_ROTATION_NEEDS_APPLY");
      expect((await run(["apply", "--yes"])).code).toBe(0);
      expect((await run(ROTATE)).code).toBe(0);
      expect(keysOn(masters[0] ?? never())).toEqual(["key2"]);
    },
    LIMIT_MS,
  );

  test("is refused where nothing is encrypted", async () => {
    await configure(PLAIN);
    const { code, stderr } = await run(ROTATE);
    expect([code, stderr]).toEqual([2, expect.stringContaining("ENCRYPTION_OFF")]);
    expect(readKeys().rotation).toBeUndefined();
  });

  test(
    "is not undone by a plan of before it",
    async () => {
      await configure(`${YML}control_plane: {api_server: {extra_args: {profiling: "false"}}}\n`);
      let isChanged = false;
      const { code, stderr } = await run(["apply", "--yes"], () => {
        // The plan is shown, and nobody holds the lock yet.
        const kept = readKeys();
        const keys = [...kept.keys, { name: "key2", secret: "bmV3" }];
        if (!isChanged) writeFileSync(keysFile(), stringify({ ...kept, keys, number: 1 }));
        isChanged = true;
      });
      expect([code, stderr]).toEqual([1, expect.stringContaining("ENCRYPTION_KEYS_CHANGED")]);
      expect(keysOn(masters[0] ?? never())).toEqual(["key1"]);
    },
    LIMIT_MS,
  );

  test(
    "is not undone by a machine that has older keys",
    async () => {
      const older = await readFile(keysFile(), "utf8");
      expect((await run(ROTATE)).code).toBe(0);
      await writeFile(keysFile(), older);
      const { code, stderr } = await run(["apply", "--yes"]);
      expect([code, stderr]).toEqual([2, expect.stringContaining("ENCRYPTION_KEYS_OUTDATED")]);
      expect(keysOn(masters[0] ?? never())).toEqual(["key2"]);
    },
    LIMIT_MS,
  );
});

const never = (): never => {
  throw new Error("there are three masters");
};
