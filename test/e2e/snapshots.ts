import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Lab } from "../lab/lab.ts";
import { ensureSupply } from "../lab/supply/ensure-supply.ts";
import { writeAtomic } from "../lab/write-atomic.ts";
import { clearCli } from "./cli.ts";
import { type HostPicture, takeHostPictures } from "./host-picture.ts";
import type { SnapshotName } from "./scenario.ts";

const Pictures = z
  .array(z.tuple([z.string(), z.array(z.string())]))
  .transform((entries) => new Map(entries));
const Label = z.object({ key: z.string(), madeAtMs: z.number() });

const PICTURE_CODE = join(import.meta.dirname, "host-picture.ts");

/** Certificates and tokens in a formed cluster grow old; far below the shortest of their lives. */
const MAX_AGE_MS = 6 * 3600_000;

/** Kept disks with the administrator's folder of the same moment, in the lab's cache. */
export interface Snapshots {
  /** Whether there is one that today's product and lab would make again. */
  readonly isSound: (name: SnapshotName) => Promise<boolean>;
  readonly take: (name: SnapshotName) => Promise<void>;
  readonly restore: (name: SnapshotName) => Promise<void>;
  /** What hosts look like when they are bare; may put the lab back to that snapshot to see it. */
  readonly barePictures: (bare: SnapshotName) => Promise<ReadonlyMap<string, HostPicture>>;
}

export interface SnapshotPorts {
  readonly lab: Lab;
  /** Home and cluster.yml of the administrator; kept and put back with the disks. */
  readonly folder: string;
  /** The built product. */
  readonly dist: string;
  readonly nowMs: () => number;
}

export async function openSnapshots({
  lab,
  folder,
  dist,
  nowMs,
}: SnapshotPorts): Promise<Snapshots> {
  const keys = await computeKeys(lab, dist);
  const keptFolder = (name: SnapshotName): string => join(lab.paths.labDir, "e2e", name);
  const labelPath = (name: SnapshotName): string => join(keptFolder(name), "label.json");
  const restore = async (name: SnapshotName): Promise<void> => {
    await lab.restore(name);
    await clearCli(folder);
    await cp(join(keptFolder(name), "administrator"), folder, { recursive: true });
  };
  return {
    barePictures: async (bare) => {
      const path = join(keptFolder(bare), `pictures-${await digest([], [PICTURE_CODE])}.json`);
      const text = await readFile(path, "utf8").catch(() => undefined);
      if (text !== undefined) return Pictures.parse(JSON.parse(text));
      await restore(bare);
      const pictures = await takeHostPictures(lab);
      await writeAtomic(path, JSON.stringify([...pictures]));
      return pictures;
    },
    isSound: async (name) => {
      const text = await readFile(labelPath(name), "utf8").catch(() => "null");
      const { success, data } = Label.safeParse(JSON.parse(text));
      const isThere =
        (await stat(join(lab.paths.snapshotsDir, name)).catch(() => undefined)) !== undefined;
      return success && isThere && data.key === keys[name] && nowMs() - data.madeAtMs < MAX_AGE_MS;
    },
    // The label goes first and comes last: what it names is whole.
    take: async (name) => {
      await rm(keptFolder(name), { recursive: true, force: true });
      await lab.snapshot(name);
      await mkdir(keptFolder(name), { recursive: true, mode: 0o700 });
      await cp(folder, join(keptFolder(name), "administrator"), { recursive: true });
      await writeAtomic(labelPath(name), JSON.stringify({ key: keys[name], madeAtMs: nowMs() }));
    },
    restore,
  };
}

async function computeKeys(
  lab: Lab,
  dist: string,
): Promise<Readonly<Record<SnapshotName, string>>> {
  const { root } = await ensureSupply({ cacheDirectory: lab.paths.cacheDir });
  const labFolder = join(import.meta.dirname, "..", "lab");
  const code = (await readdir(labFolder))
    .filter((name) => /(?<!\.test)\.ts$/.test(name))
    .toSorted();
  const bare = await digest(
    [root],
    code.map((name) => join(labFolder, name)),
  );
  const programs = [join(dist, "pharosctl-program.cjs"), join(dist, "host", "distribution.json")];
  const formed = await digest([bare], programs);
  return {
    bare,
    "formed-1-2": formed,
    "bare-3-2": bare,
    "bare-5-1": bare,
    "formed-3-2": formed,
    "bare-1-1": bare,
    "waiting-1-1": formed,
    "bare-2-0": bare,
    "waiting-2-0": formed,
  };
}

async function digest(words: readonly string[], files: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(words));
  for (const file of files) hash.update(await readFile(file));
  return hash.digest("hex");
}
