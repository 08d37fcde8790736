import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import * as z from "zod";
import { registryUrl } from "../../lab/lab-supply.ts";
import type { Lab } from "../../lab/lab.ts";
import { runCommand } from "../../lab/run-command.ts";
import type { Cli } from "../cli.ts";
import { expect, expectNone } from "../expectation.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { startSnapshotStore } from "../start-snapshot-store.ts";

interface Planted {
  readonly what: string;
  readonly value: string;
  /** Where it has to be, by the beginning of paths on hosts. */
  readonly allowed: readonly string[];
}

const SAMPLES = "/root/argv-samples";

/**
 * A run with secrets in it: a Secret among the manifests, a variable with such a name, the password of
 * an image mirror, the key of a snapshot store and the passphrase of its copies, the join token of a new host.
 * Afterwards they are looked for in everything that a run leaves behind or shows.
 */
export const plantedSecrets: Scenario = {
  name: "planted-secrets",
  needs: "formed-1-2",
  onlyByName: "a host joins, and every file of all hosts is read",
  run: async (stage) => {
    const folder = join(stage.cli.home, "..");
    const secret = { key: makeSecret(), passphrase: makeSecret() };
    const store = await startSnapshotStore(stage, secret);
    try {
      await plantAndSearch(stage, folder, { secret, settings: store.settings });
    } finally {
      store.stop();
    }
  },
};

const makeSecret = (): string => `planted-${randomBytes(12).toString("hex")}`;

interface StorePlant {
  readonly secret: { readonly key: string; readonly passphrase: string };
  /** For cluster.yml. */
  readonly settings: Readonly<Record<string, string>>;
}

async function plantAndSearch(
  { lab, cli, note }: Stage,
  folder: string,
  store: StorePlant,
): Promise<void> {
  const planted = await plant(lab, cli, { folder, store });
  for (const host of ["m1", "w1", "w3"]) await sampleArguments(lab, host);
  const shown = await useEverything(cli, folder);
  await waitForNodes(lab, ["m1", "w1", "w2", "w3"]);
  const all = [...planted, ...(await readTokens(lab))];
  note(`${all.length} secrets`);
  const problems = [
    ...shown.flatMap(({ verb, text }) => find(all, text, `what ${verb} prints`)),
    ...(await findHere(all, folder)),
    ...find(all, await objectsOf(lab), "ConfigMaps and Events of the cluster"),
  ];
  for (const { name } of await lab.hosts()) problems.push(...(await findOnHost(lab, name, all)));
  expectNone("secrets were found", problems);
}

async function plant(
  lab: Lab,
  cli: Cli,
  { folder, store }: { readonly folder: string; readonly store: StorePlant },
): Promise<readonly Planted[]> {
  const [inManifest, inVariable, ofMirror] = [makeSecret(), makeSecret(), makeSecret()];
  await lab.addWorkers(1);
  await cli.writeConfig();
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "planted" } };
  await mkdir(join(folder, "inputs"), { recursive: true });
  const object = { ...secret, stringData: { value: inManifest } };
  await writeFile(join(folder, "inputs", "secret.yml"), stringify(object));
  await cli.editConfig((file) => {
    file.setIn(["manifests"], ["./inputs"]);
    const snapshots = { interval: "10m", s3: store.settings };
    file.setIn(["maintenance", "etcd_snapshots"], snapshots);
    file.setIn(["hosts", 1, "environment"], file.createNode({ DEPLOY_TOKEN: inVariable }));
    // The lab's registry lets everybody in, with a password or without.
    const credentials = { username: "puller", password: ofMirror };
    const mirror = { endpoint: registryUrl, credentials };
    file.set("image_mirror", file.createNode({ _default: mirror }));
  });
  const kept = ["/var/lib/etcd/", "/var/lib/pharos/secrets/", "/var/lib/pharos/etcd-snapshots/"];
  const given = ["/var/lib/pharos/secrets/", "/etc/pharos/snapshot-store/"];
  // Every program of w1 is to have the variable; the host's own signed spec says so.
  const wanted = ["/etc/environment", "/etc/systemd/", "/var/lib/pharos/spec/node-spec.json"];
  return [
    { what: "a Secret's value", value: inManifest, allowed: kept },
    {
      what: "a Secret's value in base64",
      value: Buffer.from(inManifest).toString("base64"),
      allowed: kept,
    },
    { what: "a variable's value", value: inVariable, allowed: wanted },
    { what: "the key of the snapshot store", value: store.secret.key, allowed: given },
    { what: "the passphrase of copies", value: store.secret.passphrase, allowed: given },
    { what: "a mirror's password", value: ofMirror, allowed: [] },
    {
      what: "a mirror's user and password in base64",
      value: Buffer.from(`puller:${ofMirror}`).toString("base64"),
      allowed: ["/etc/containerd/", "/var/lib/pharos/secrets/image-mirror-"],
    },
  ];
}

/** Arguments of all programs, again and again, for as long as the host is up. */
async function sampleArguments(lab: Lab, host: string): Promise<void> {
  const loop = `while sleep 0.1; do cat /proc/[0-9]*/cmdline; done >>${SAMPLES} 2>/dev/null`;
  const { code } = await lab.ssh(host, ["systemd-run", "--quiet", "sh", "-c", loop]);
  expect(`arguments are sampled on ${host}`, code === 0);
}

interface Shown {
  readonly verb: string;
  readonly text: string;
}

async function useEverything(cli: Cli, folder: string): Promise<readonly Shown[]> {
  const bundle = join(folder, "bundle.tar.gz");
  const verbs: readonly (readonly string[])[] = [
    ["plan", "--verbose", "--out", join(folder, "plan.json")],
    ["plan", "-o", "json"],
    ["apply", "--yes", "--verbose"],
    ["apply", "--yes", "-o", "json"],
    ["runs show last", "-o", "json"],
    ["runs show last"],
    ["events", "--since", "1h", "-o", "json"],
    ["logs", "--since", "1h", "-o", "json"],
    ["facts", "-o", "json"],
    ["drift check", "-o", "json"],
    ["status", "-o", "json"],
    ["etcd snapshot list", "-o", "json"],
    ["support-bundle", "--file", bundle],
  ];
  const shown: Shown[] = [];
  for (const [verb = "", ...options] of verbs) {
    const { stdout, stderr } = await cli.must(verb, ...options);
    shown.push({ verb: [verb, ...options].join(" "), text: stdout + stderr });
  }
  await mkdir(join(folder, "bundle"));
  const unpacked = await runCommand(["tar", "-xzf", bundle, "-C", join(folder, "bundle")]);
  expect(`the bundle is an archive: ${unpacked.stderr}`, unpacked.code === 0);
  await rm(bundle);
  return shown;
}

const Secrets = z.object({
  items: z.array(z.object({ type: z.string(), data: z.record(z.string(), z.string()).optional() })),
});

/** Join tokens that are good now; only the API and etcd may have them. */
async function readTokens(lab: Lab): Promise<readonly Planted[]> {
  const text = await kubectl(lab, ["get", "secrets", "-n", "kube-system", "-o", "json"]);
  const tokens = Secrets.parse(JSON.parse(text)).items.flatMap(({ type, data = {} }) =>
    type === "bootstrap.kubernetes.io/token"
      ? [Buffer.from(data["token-secret"] ?? "", "base64").toString()]
      : [],
  );
  expect("there is a join token", tokens.length > 0);
  const allowed = ["/var/lib/etcd/", "/var/lib/pharos/etcd-snapshots/"];
  return tokens.map((value) => ({ what: "a join token", value, allowed }));
}

async function objectsOf(lab: Lab): Promise<string> {
  return await kubectl(lab, ["get", "configmaps,events", "--all-namespaces", "-o", "yaml"]);
}

function find(planted: readonly Planted[], text: string, place: string): readonly string[] {
  return planted.flatMap(({ what, value }) => (text.includes(value) ? [`${what}: ${place}`] : []));
}

/** In all that the administrator's folder has by now, but for what they wrote there themselves. */
async function findHere(planted: readonly Planted[], folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { what, value } of planted) {
    const search = ["grep", "-rlaF", "-f", "-", folder];
    const { stdout } = await runCommand(search, { input: `${value}\n` });
    const paths = stdout.split("\n").filter((path) => path !== "");
    const own = ["inputs", "cluster.yml", "store"].map((name) => join(folder, name));
    found.push(
      ...paths
        .filter((path) => !own.some((mine) => path.startsWith(mine)))
        .map((path) => `${what}: ${path} of the administrator`),
    );
  }
  return found;
}

/** In files, journals and arguments; the value itself is nobody's argument. */
async function findOnHost(
  lab: Lab,
  host: string,
  planted: readonly Planted[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { what, value, allowed } of planted) {
    const options = { input: `${value}\n`, timeoutMs: 120_000 };
    const files = await lab.ssh(host, ["sh", "-c", SEARCH], options);
    const paths = files.stdout.split("\n").filter((path) => path !== "");
    found.push(
      ...paths
        .filter((path) => !allowed.some((place) => path.startsWith(place)))
        .map((path) => `${what}: ${path} on ${host}`),
    );
  }
  return found;
}

const SEARCH = `umask 077; cat >/run/planted
grep -rlaF -f /run/planted /etc /root /home /opt /tmp /var/tmp /var/log /var/cache /var/spool /var/lib/pharos /var/lib/etcd /var/lib/kubelet/pki /var/lib/kubelet/config.yaml /run/pharos /run/systemd 2>/dev/null
journalctl --quiet --no-pager --all --output=export | grep -qaF -f /run/planted && echo "the journal"
rm -f /run/planted`;
