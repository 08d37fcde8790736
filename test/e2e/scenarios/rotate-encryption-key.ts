import { createHash } from "node:crypto";
import { readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parse } from "yaml";
import * as z from "zod";
import type { Lab } from "../../lab/lab.ts";
import { Disappointment, expect, expectEqual, expectNone } from "../expectation.ts";
import { kubectl } from "../kubectl.ts";
import { endAt, type Moment } from "../moment.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { readStoredKeys } from "../read-stored-keys.ts";
import type { Cli, CliResult } from "../cli.ts";

const MASTERS = ["m1", "m2", "m3"];
const VERB = "certs rotate-encryption-key";
const COUNT = 250;
const VALUE = "pharos-planted-value-0123456789";

/**
 * The key that Secrets are encrypted with is exchanged on three masters while Secrets are written through all
 * of them and read on each: none is ever unreadable, with a CLI that is killed while masters learn the
 * key and again while they write with it. In the end etcd has nothing under the old one.
 */
export const rotateEncryptionKey: Scenario = {
  name: "rotate-encryption-key",
  needs: "formed-3-2",
  onlyByName: "the API servers of three masters start anew four times",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    await cli.editConfig((file) => file.set("secrets_encryption", { enabled: true }));
    note(`switched on ${(await cli.must("apply", "--yes")).tookMs} ms`);
    await plant(lab);
    expectEqual("keys of what was planted", keysOf(await readStoredKeys(lab), "planted-"), [
      "key1",
    ]);

    const reading = keepReading(lab);
    note(await killAt(cli, "use"));
    note(await killAt(cli, "rewrite"));
    const rotated = await patiently(cli);
    expect(`it ends well: ${rotated.stdout}${rotated.stderr}`, rotated.code === 0);
    note(`the rest ${rotated.tookMs} ms`);
    note(await reading.end());

    const stored = await readStoredKeys(lab);
    expect(`all Secrets are there: ${stored.size}`, stored.size >= COUNT);
    expectEqual("keys of all Secrets in etcd", keysOf(stored, ""), ["key2"]);
    await expectNothingLeft(stage);
    await fetchOlder(stage);
    const again = await cli.must("apply", "--yes");
    expect(`nothing is left to do: ${again.stdout}`, again.stdout.startsWith("Nothing to do"));
    const whole = await patiently(cli, "--quiet");
    expect(`a whole one works: ${whole.stdout}${whole.stderr}`, whole.code === 0);
    note(`a whole one ${whole.tookMs} ms`);
    expectEqual("keys after it", keysOf(await readStoredKeys(lab), ""), ["key3"]);
  },
};

const Kept = z.object({
  snapshots: z.array(z.object({ host: z.string(), name: z.string(), checked: z.boolean() })),
});

/** What masters kept before they joined can be fetched, and a restore of it says that the key is gone. */
async function fetchOlder({ lab, cli, note }: Stage): Promise<void> {
  const listed = await cli.must("etcd snapshot list", "--check", "-o", "json");
  const { snapshots } = Kept.parse(JSON.parse(listed.stdout));
  note(`${snapshots.length} kept snapshots listed and checked in ${listed.tookMs} ms`);
  expect(
    `all are good: ${listed.stdout}`,
    snapshots.every(({ checked }) => checked),
  );
  const [{ host, name } = { host: "", name: "" }] = snapshots;
  const file = join(dirname(cli.configPath), "older.snapshot");
  await rm(file, { force: true });
  const fetched = await cli.must(`etcd snapshot fetch latest ${file}`);
  note(`fetched in ${fetched.tookMs} ms`);
  const there = await lab.ssh(host, ["sha256sum", `/var/lib/pharos/etcd-snapshots/${name}`]);
  const here = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  expectEqual("the file's hash", here, there.stdout.split(" ")[0]);
  expectEqual("its mode", (await stat(file)).mode & 0o777, 0o600);
  const { stderr } = await cli.run(`etcd snapshot restore ${file}`, "--yes");
  expect(`the key is missing: ${stderr}`, stderr.includes("ETCD_SNAPSHOT_KEY_RETIRED"));
}

async function plant(lab: Lab): Promise<void> {
  const items = Array.from({ length: COUNT }, (_, at) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: `planted-${at}`, namespace: "default" },
    ...(at % 10 === 0 ? { immutable: true } : {}),
    data: { a: Buffer.from(VALUE).toString("base64") },
  }));
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await kubectl(lab, ["create", "-f", "-"], { input });
}

function keysOf(stored: ReadonlyMap<string, string>, prefix: string): readonly string[] {
  const found = [...stored].filter(([name]) => (name.split("/")[1] ?? "").startsWith(prefix));
  return [...new Set(found.map(([, key]) => key))];
}

interface Reading {
  /** Ends it; fails where a Secret could not be read. Answers a remark. */
  readonly end: () => Promise<string>;
}

/** Writes a new Secret through one master and reads it, and an old one, through each: their own API servers. */
function keepReading(lab: Lab): Reading {
  const failures: string[] = [];
  const refusals = new Set<string>();
  const end = new AbortController();
  let [rounds, good, silent] = [0, 0, 0];
  const keep = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const name = `round-${rounds}`;
      const writer = MASTERS[rounds % MASTERS.length] ?? "m1";
      const made = await ask(
        lab,
        writer,
        `create secret generic ${name} --from-literal=a=${VALUE}`,
      );
      const isMade = made.startsWith("secret/");
      // The server may have ended when it was asked; what it says then is no matter of keys.
      if (!isMade && made !== "silent") refusals.add(made.slice(0, 120));
      const names = isMade ? ["planted-7", name] : ["planted-7"];
      const answers = await Promise.all(
        MASTERS.flatMap((master) =>
          names.map(async (one) => ({ master, one, answer: await read(lab, master, one) })),
        ),
      );
      rounds += 1;
      good += answers.filter(({ answer }) => answer === "good").length;
      silent += answers.filter(({ answer }) => answer === "silent").length;
      for (const { master, one, answer } of answers)
        if (answer !== "good" && answer !== "silent")
          failures.push(`${one} by ${writer} read on ${master}: ${answer}`);
      // While one starts anew the two others serve.
      const serving = MASTERS.filter((master) =>
        answers.some((one) => one.master === master && one.answer === "good"),
      );
      if (serving.length < 2) failures.push(`only ${serving.join(", ")} served in ${name}`);
      await delay(200);
    }
  };
  const kept = keep();
  return {
    end: async () => {
      end.abort();
      await kept;
      expectNone("reads that failed", failures);
      expect(`there were reads: ${good}`, good > 100);
      const refused = [...refusals].map((reason) => `, not made: ${reason}`).join("");
      return `${rounds} rounds of reads, ${good} good, ${silent} of an API server that was starting${refused}`;
    },
  };
}

async function read(lab: Lab, master: string, name: string): Promise<string> {
  const answer = await ask(lab, master, `get secret ${name} -o jsonpath={.data.a}`);
  return answer === Buffer.from(VALUE).toString("base64") ? "good" : answer;
}

/** What is no server, or one that does not serve yet; anything else is an answer. */
const SILENT =
  /refused|EOF|timeout|timed out|reset by peer|TLS handshake|ServiceUnavailable|not yet|forbidden|Unauthorized|shutting down|unexpected object/i;

async function ask(lab: Lab, master: string, verb: string): Promise<string> {
  const server = "--server https://127.0.0.1:6443 --request-timeout=5s --cache-dir=/tmp/kubectl";
  const script = `kubectl --kubeconfig /etc/kubernetes/admin.conf ${server} ${verb}`;
  const { code, stdout, stderr } = await lab.ssh(master, ["sh", "-c", script]);
  if (code === 0) return stdout.trim();
  return SILENT.test(stderr) ? "silent" : stderr.trim();
}

const Status = z.object({ rotation: z.object({ phase: z.string() }).optional() });

/** As soon as the keystore says that this phase is begun, and something of it is done. */
async function killAt(cli: Cli, phase: string): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const rotation = await cli.watch(VERB, "--yes");
    const moment: Moment = {
      what: `it was at ${phase}`,
      hasCome: async () =>
        (await rotation.complained()).includes("LOCK_HELD") ||
        (await readKeysFile(cli)).rotation?.phase === phase,
    };
    const remark = await endAt(rotation.child, moment, "SIGKILL");
    if ((await rotation.complained()).includes("LOCK_HELD")) {
      await delay(3_000);
      continue;
    }
    const isThere = (await readKeysFile(cli)).rotation?.phase === phase;
    expect(`it comes to ${phase}: ${await rotation.complained()}`, isThere);
    const { stdout } = await cli.must(VERB, "--status", "-o", "json");
    expectEqual("the phase that is told", Status.parse(JSON.parse(stdout)).rotation?.phase, phase);
    return remark;
  }
  throw new Disappointment("the lock of a dead CLI has not expired");
}

async function patiently(cli: Cli, ...options: readonly string[]): Promise<CliResult> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const result = await cli.run(VERB, "--yes", ...options);
    if (!`${result.stdout}${result.stderr}`.includes("LOCK_HELD")) return result;
    await delay(3_000);
  }
  throw new Disappointment("the lock of a dead CLI has not expired");
}

const Key = z.object({ name: z.string(), secret: z.string() });
const Keys = z.object({
  keys: z.array(Key),
  retired: z.array(Key).default([]),
  rotation: z.object({ phase: z.string() }).optional(),
});

async function readKeysFile({ home, configPath }: Cli): Promise<z.infer<typeof Keys>> {
  const { name } = z.object({ name: z.string() }).parse(parse(await readFile(configPath, "utf8")));
  const file = join(home, ".pharos", name, "secrets-encryption.yaml");
  return Keys.parse(parse(await readFile(file, "utf8")));
}

/** The old key is on no master any more, and neither key is where keys are not kept. */
async function expectNothingLeft({ lab, cli }: Stage): Promise<void> {
  const { keys, retired } = await readKeysFile(cli);
  expectEqual(
    "keys",
    [keys, retired].map((list) => list.map(({ name }) => name)),
    [["key2"], ["key1"]],
  );
  for (const { name, secret } of [...keys, ...retired]) {
    const allowed = name === "key2" ? "--exclude-dir=secrets --exclude-dir=control-plane" : "";
    for (const master of MASTERS) {
      const script = `grep -rlF ${allowed} -e '${secret}' /etc/pharos /var/lib/pharos /etc/kubernetes /var/log /run/log || true; journalctl --no-pager | grep -cF -e '${secret}'`;
      const { stdout } = await lab.ssh(master, ["sh", "-c", script]);
      expectEqual(`where ${name} is found on ${master}`, stdout.trim(), "0");
    }
  }
  for (const master of MASTERS) {
    const { stdout } = await lab.ssh(master, ["sh", "-c", "ls /etc/pharos/control-plane"]);
    expect(
      `one file of keys on ${master}: ${stdout}`,
      /^secrets-encryption-3-\w+\.yaml$/.test(stdout.trim()),
    );
  }
}
