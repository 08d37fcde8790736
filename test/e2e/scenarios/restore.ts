import { copyFile, stat, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hostAddress } from "../../lab/lab-addresses.ts";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual } from "../expectation.ts";
import { readJournals, startedTasks } from "../journal.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import { readEtcdMembers } from "../masters.ts";
import { checkPodNetwork } from "../pods.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { startSnapshotStore } from "../start-snapshot-store.ts";

/**
 * The only master loses etcd's data, and an empty etcd takes its place. It is restored from an encrypted
 * snapshot: what there was is there again, workers are the nodes that they were, without a join. A snapshot
 * that was cut is refused before anything is changed.
 */
export const restore: Scenario = {
  name: "restore",
  needs: "formed-1-2",
  onlyByName: "a control plane that was stopped takes its time to serve",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    const before = await begin(stage, ["m1"]);
    const { file, options } = await save(stage);
    await kubectl(lab, ["create", "configmap", "after"]);
    await refuseCut(stage, file, options);
    await loseData(lab);
    const { tookMs, stderr } = await cli.must(`etcd snapshot restore ${file}`, "--yes", ...options);
    note(`restored in ${(tookMs / 1000).toFixed(1)} s`);
    expect(`it tells where the old data is: ${stderr}`, stderr.includes("before-restore"));
    await checkRestored(stage, before);
    note((await cli.must("etcd defrag")).stdout.trim());
    note((await cli.must("etcd members")).stdout.split("\n")[1] ?? "");
    await checkSchedule(stage);
  },
};

/** Masters look once or twice in two minutes; what they keep can be restored as what was saved here. */
async function checkSchedule({ lab, cli, note }: Stage): Promise<void> {
  await cli.editConfig((file) => {
    file.setIn(["maintenance", "etcd_snapshots"], { interval: "10m", keep: 2 });
  });
  await cli.must("apply", "--yes");
  let names = "";
  await waitUntil("a scheduled snapshot", 200_000, async () => {
    names = (await lab.ssh("m1", ["ls", "/var/lib/pharos/etcd-snapshots"])).stdout.trim();
    return names.includes("-scheduled.snapshot");
  });
  note(names);
}

/** The only master is gone with its disk: a bare host at its address becomes it again. */
export const restoreNewMaster: Scenario = {
  name: "restore-new-master",
  needs: "formed-1-2",
  onlyByName: "it forms a control plane of its own, which takes minutes",
  run: (stage) => restoreToBareHosts(stage, ["m1"]),
};

/** All three masters are gone with their disks. */
export const restoreNewMasters: Scenario = {
  name: "restore-new-masters",
  needs: "formed-3-2",
  onlyByName: "it forms a control plane of three, which takes minutes",
  run: (stage) => restoreToBareHosts(stage, ["m1", "m2", "m3"]),
};

/**
 * Masters copy what they take by themselves into a store. The only master is gone with its disk and all that
 * it kept; a bare host becomes it again of the copy alone, with cluster.yml and the administrator's keys.
 */
export const restoreFromStore: Scenario = {
  name: "restore-from-store",
  needs: "formed-1-2",
  onlyByName: "a schedule has to begin, and a control plane is formed, which takes minutes",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    const secret = { key: "a key of the lab's store", passphrase: "a passphrase of some length" };
    const store = await startSnapshotStore(stage, secret);
    try {
      const before = await begin(stage, ["m1"]);
      await cli.editConfig((file) => {
        const wanted = { interval: "10m", keep: 2, s3: store.settings };
        file.setIn(["maintenance", "etcd_snapshots"], wanted);
      });
      const { stdout, stderr } = await cli.must("apply", "--yes");
      expect(`no word of the key: ${stdout}${stderr}`, !`${stdout}${stderr}`.includes(secret.key));
      await waitForCopy(stage);
      await kubectl(lab, ["create", "configmap", "after"]);
      await makeBare(stage, "m1", 0);
      const flags = ["--store", "--new-masters", "--accept-host-keys", "--yes"];
      const { tookMs } = await cli.must("etcd snapshot restore latest", ...flags);
      note(`restored from the store in ${(tookMs / 1000).toFixed(1)} s`);
      await checkRestored(stage, before);
    } finally {
      store.stop();
    }
  },
};

async function waitForCopy({ cli, note }: Stage): Promise<void> {
  let line: string | undefined;
  const isStored = (text: string): boolean => /^store .*-m1\.snapshot\.encrypted/.test(text);
  await waitUntil("a copy in the store", 300_000, async () => {
    const { stdout } = await cli.run("etcd snapshot list");
    line = stdout.split("\n").find(isStored);
    return line !== undefined;
  });
  note(line ?? "");
  const events = await cli.must("events", "--since", "1h");
  expect("the event tells it", events.stdout.includes("snapshot of etcd copied to the store"));
}

/** Its disk is another one, and so is its SSH key. */
async function makeBare({ lab, cli }: Stage, master: string, index: number): Promise<void> {
  const known = join(cli.home, ".pharos", lab.name, "known_hosts");
  await lab.reinstall(master);
  await cli.editConfig((config) => void config.deleteIn(["hosts", index, "host_key"]));
  await lab.exec(["ssh-keygen", "-R", hostAddress("master", index + 1), "-f", known]);
}

async function restoreToBareHosts(stage: Stage, masters: readonly string[]): Promise<void> {
  const { lab, cli, note } = stage;
  const before = await begin(stage, masters);
  const { file, options } = await save(stage);
  await kubectl(lab, ["create", "configmap", "after"]);
  for (const [index, master] of masters.entries()) await makeBare(stage, master, index);
  const away = await cli.run(`etcd snapshot restore ${file}`, "--yes", ...options);
  expect(`a master is missing: ${away.stderr}`, away.stderr.includes("MASTERS_AWAY"));
  const flags = ["--new-masters", "--accept-host-keys", "--yes"];
  const { tookMs } = await cli.must(`etcd snapshot restore ${file}`, ...flags, ...options);
  note(`restored to bare hosts in ${(tookMs / 1000).toFixed(1)} s`);
  for (const master of masters)
    expectEqual(`members of etcd at ${master}`, await readEtcdMembers(lab, master), masters);
  await checkRestored(stage, before);
}

interface Before {
  readonly masters: readonly string[];
  readonly nodes: string;
  readonly journals: Awaited<ReturnType<typeof readJournals>>;
}

async function begin({ lab }: Stage, masters: readonly string[]): Promise<Before> {
  await kubectl(lab, ["create", "configmap", "before"]);
  return { masters, nodes: await nodeUids(lab), journals: await readJournals(lab) };
}

async function checkRestored(
  { lab, cli }: Stage,
  { masters, nodes, journals }: Before,
): Promise<void> {
  await waitForNodes(lab, [...masters, "w1", "w2"]);
  expectEqual("the nodes are those that they were", await nodeUids(lab), nodes);
  const maps = await kubectl(lab, ["get", "configmaps", "-o", "name"]);
  expect(`what was saved is there: ${maps}`, maps.includes("configmap/before"));
  expect(`what came later is not: ${maps}`, !maps.includes("configmap/after"));
  for (const worker of ["w1", "w2"]) {
    const joins = (await readJournals(lab)).get(worker)?.slice(journals.get(worker)?.length);
    const tasks = startedTasks(joins ?? []);
    expect(
      `${worker} did not join again: ${tasks.join(", ")}`,
      !tasks.includes("kubeadm-join:node"),
    );
  }
  await checkPodNetwork(lab, ["w1", "w2"]);
  const again = await cli.must("apply", "--yes");
  expect(`nothing is left to do: ${again.stdout}`, again.stdout.startsWith("Nothing to do"));
}

async function save({ cli, note }: Stage): Promise<Saved> {
  const folder = dirname(cli.configPath);
  const file = join(folder, "today.snapshot");
  const keyFile = join(folder, "passphrase");
  await writeFile(keyFile, "a passphrase of some length\n", { mode: 0o600 });
  const options = ["--key-file", keyFile];
  const { stdout, tookMs } = await cli.must(`etcd snapshot save ${file}`, ...options);
  note(`saved in ${(tookMs / 1000).toFixed(1)} s: ${stdout.trim()}`);
  return { file, options };
}

interface Saved {
  readonly file: string;
  readonly options: readonly string[];
}

async function refuseCut(
  { cli, note }: Stage,
  file: string,
  options: readonly string[],
): Promise<void> {
  const cut = `${file}.cut`;
  await copyFile(file, cut);
  await truncate(cut, (await stat(cut)).size - 70_000);
  const refused = await cli.run(`etcd snapshot restore ${cut}`, "--yes", ...options);
  expectEqual("its exit code", refused.code, 2);
  expect(`it is refused: ${refused.stderr}`, /ETCD_SNAPSHOT_UNREADABLE/.test(refused.stderr));
  note(refused.stderr.split("\n")[0] ?? "");
}

/** The kubelet starts etcd again, which finds nothing and begins a cluster of its own. */
async function loseData(lab: Lab): Promise<void> {
  await lab.ssh("m1", ["sh", "-c", "rm -rf /var/lib/etcd/member; pkill -9 -x etcd"]);
  await waitUntil("an empty etcd to serve", 180_000, async () =>
    kubectl(lab, ["get", "configmaps", "-o", "name"]).then(
      (maps) => !maps.includes("before"),
      () => false,
    ),
  );
}

async function nodeUids(lab: Lab): Promise<string> {
  const path = "jsonpath={range .items[*]}{.metadata.name}={.metadata.uid} {end}";
  return await kubectl(lab, ["get", "nodes", "-o", path]);
}
