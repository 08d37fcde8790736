import { createHash, randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { collect } from "../../test/support/collect.ts";
import { DENIED, type S3Server } from "../../test/support/s3/s3-server.ts";
import { startS3Server } from "../../test/support/s3/start-s3-server.ts";
import { packSnapshot } from "../../shared/etcd/pack-snapshot.ts";
import { readSnapshot } from "../../shared/etcd/read-snapshot.ts";
import { storeRefused, storeUnreachable } from "../../shared/errors/store-errors.ts";
import { openS3Store, type S3Store } from "../../shared/s3/s3-store.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { type CopyRound, copySnapshots } from "./copy-snapshots.ts";
import { ETCD_SNAPSHOT_DIRECTORY } from "./save-etcd-snapshot.ts";

const FOLDER = "clusters/6f1c/";
const HOUR_MS = 3_600_000;
const NOW = new Date("2026-11-23T12:00:30.000Z");
const PASSPHRASE = "correct horse battery";

let server: S3Server;
let store: S3Store;
let host: FakeHost;
beforeEach(async () => {
  const started = await startS3Server();
  ({ server } = started);
  store = openS3Store(started.settings, {
    now: () => new Date(),
    pause: async () => undefined,
    random: () => 0,
    environment: {},
  });
  host = new FakeHost({ hostname: "m1" });
});
afterEach(() => {
  store.close();
  server.close();
});

const round = (over: Partial<CopyRound> = {}): CopyRound => ({
  files: host.reader.files,
  store,
  folder: FOLDER,
  host: "m1",
  intervalMs: HOUR_MS,
  keep: 30,
  now: () => NOW,
  ...over,
});

const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

const pack = async (takenAt: string, bytes: number): Promise<Buffer> => {
  const database = randomBytes(bytes);
  const parts = async function* () {
    yield { part: database, remainingBytes: 0 };
    yield { part: sha256(database), remainingBytes: 0 };
  };
  const packed = packSnapshot({
    description: {
      format: 1,
      cluster: { id: "6f1c", name: "swift" },
      takenAt,
      member: "m1",
      etcdVersion: "3.4.23",
      revision: 77,
      members: ["m1"],
    },
    keys: {},
    parts: parts(),
  });
  return Buffer.concat(await collect(packed));
};

/** A scheduled snapshot of that hour on the disk. */
const keep = async (hour: number, { on = host, bytes = 2_000 } = {}): Promise<string> => {
  const time = `2026-11-23T${String(hour).padStart(2, "0")}:00:10.250Z`;
  const name = `${time.replaceAll(/[:.]/g, "-")}-scheduled.snapshot`;
  const text = (await pack(time, bytes)).toString("latin1");
  on.machine.files.seed(`${ETCD_SNAPSHOT_DIRECTORY}/${name}`, text);
  return name;
};

const copyOf = (hour: number, name = "m1"): string =>
  `2026-11-23T${String(hour).padStart(2, "0")}-00-10-250Z-${name}.snapshot`;

const stored = (): readonly string[] =>
  [...server.objects.keys()].map((key) => key.replace(FOLDER, "")).toSorted();

test("what the store lacks is brought there, the oldest first, and once", async () => {
  await keep(8);
  await keep(9);
  const first = await copySnapshots(round());
  expect(first).toEqual({
    copied: [copyOf(8), copyOf(9)],
    newest: expect.objectContaining({ name: copyOf(9) }),
    problem: "",
  });
  expect((await copySnapshots(round())).copied).toEqual([]);
  await keep(10);
  expect((await copySnapshots(round())).copied).toEqual([copyOf(10)]);
  expect(stored()).toEqual([copyOf(8), copyOf(9), copyOf(10)]);
});

test("those that were taken before a change, and what is none, stay", async () => {
  const text = (await pack("2026-11-23T08:00:00.000Z", 2_000)).toString("latin1");
  for (const name of [
    "2026-11-23T08-00-00-000Z-before-m2-joins.snapshot",
    "x-scheduled.snapshot.tmp",
  ])
    host.machine.files.seed(`${ETCD_SNAPSHOT_DIRECTORY}/${name}`, text);
  expect((await copySnapshots(round())).copied).toEqual([]);
});

test("a copy is the file, byte by byte, and says what is in it", async () => {
  const name = await keep(8);
  await copySnapshots(round());
  const object = server.objects.get(FOLDER + copyOf(8));
  const path = `${ETCD_SNAPSHOT_DIRECTORY}/${name}`;
  const file = Buffer.concat(await collect(host.reader.files.bytes(path)));
  expect(object?.body.equals(file)).toBe(true);
  const { sha256: hash } = await readSnapshot({ path, bytes: host.reader.files.bytes(path) });
  expect(object?.metadata).toEqual({
    "x-amz-meta-bytes": `${file.length}`,
    "x-amz-meta-revision": "77",
    "x-amz-meta-sha256": hash,
  });
});

describe.each([
  { what: "small", bytes: 2_000, calls: 0 },
  { what: "larger than a part", bytes: 12_000_000, calls: 3 },
])("one that is $what", ({ bytes, calls }) => {
  test("is encrypted before it leaves, and can be read with its passphrase alone", async () => {
    await keep(8, { bytes });
    await copySnapshots(round({ passphrase: PASSPHRASE }));
    expect(stored()).toEqual([`${copyOf(8)}.encrypted`]);
    const body = server.objects.get(`${FOLDER}${copyOf(8)}.encrypted`)?.body ?? Buffer.alloc(0);
    expect(body.includes("snapshot.json")).toBe(false);
    const source = async function* () {
      yield body;
    };
    const { description } = await readSnapshot({
      path: "x",
      passphrase: PASSPHRASE,
      bytes: source(),
    });
    expect(description.member).toBe("m1");
    expect(server.calls.filter((call) => call.includes("partNumber"))).toHaveLength(calls);
  });

  test("is sent again where the connection is cut in its middle", async () => {
    await keep(8, { bytes });
    let cuts = 2;
    server.fault = ({ method }) => (method === "PUT" && (cuts -= 1) >= 0 ? "cut" : undefined);
    expect((await copySnapshots(round())).copied).toEqual([copyOf(8)]);
    expect(server.uploads.size).toBe(0);
  });
});

test("of several masters the store gets one for each interval", async () => {
  const other = new FakeHost({ hostname: "m2" });
  await keep(8);
  await keep(8, { on: other });
  await copySnapshots(round());
  const m2 = round({ host: "m2", files: other.reader.files });
  expect((await copySnapshots(m2)).copied).toEqual([]);
  // m1 is off from now on.
  await keep(9, { on: other });
  expect((await copySnapshots(m2)).copied).toEqual([copyOf(9, "m2")]);
});

test("two masters at the same moment make two copies, and none takes the other's place", async () => {
  const other = new FakeHost({ hostname: "m2" });
  await keep(8);
  await keep(8, { on: other });
  const m2 = round({ host: "m2", files: other.reader.files });
  const outcomes = await Promise.all([copySnapshots(round()), copySnapshots(m2)]);
  expect(stored()).toEqual(outcomes.flatMap(({ copied }) => copied).toSorted());
});

test("one that is no good here is told, and does not keep the others back", async () => {
  const broken = await keep(8);
  await keep(9);
  const path = `${ETCD_SNAPSHOT_DIRECTORY}/${broken}`;
  const text = host.machine.files.follow(path);
  host.machine.files.seed(path, (text?.kind === "file" ? text.text : "").slice(0, -2_500));
  const { copied, problem } = await copySnapshots(round());
  expect(copied).toEqual([copyOf(9)]);
  expect(problem).toMatch(new RegExp(`^${broken}: .*cut`));
});

test("one that retention takes away meanwhile is no problem", async () => {
  const gone = await keep(8);
  await keep(9);
  server.fault = ({ method }) => {
    if (method === "GET") host.machine.files.remove(`${ETCD_SNAPSHOT_DIRECTORY}/${gone}`);
    return undefined;
  };
  const { copied, problem } = await copySnapshots(round());
  expect([copied, problem]).toEqual([[copyOf(9)], ""]);
});

test("an agent that died in the middle of an upload leaves nothing for long", async () => {
  await keep(8, { bytes: 12_000_000 });
  const key = `${FOLDER}${copyOf(8)}`;
  await store.beginUpload(key, {});
  const others = await store.beginUpload(`${FOLDER}${copyOf(8, "m2")}`, {});
  await store.beginUpload("elsewhere", {});
  expect((await copySnapshots(round())).copied).toEqual([copyOf(8)]);
  expect([...server.uploads.keys()]).toContain(others);
  expect([...server.uploads.values()].map((upload) => upload.key)).toEqual([
    `${FOLDER}${copyOf(8, "m2")}`,
    "elsewhere",
  ]);
  await keep(9);
  await copySnapshots(round({ now: () => new Date(Date.now() + 2 * 86_400_000) }));
  expect([...server.uploads.values()].map((upload) => upload.key)).toEqual(["elsewhere"]);
});

test("a store that shows no parts gets its copies all the same", async () => {
  await keep(8);
  const fault = { status: 501, code: "NotImplemented", message: "" };
  server.fault = ({ method, query }) =>
    method === "GET" && query.has("uploads") ? fault : undefined;
  expect((await copySnapshots(round())).copied).toEqual([copyOf(8)]);
});

test("parts of an upload that failed are taken away", async () => {
  await keep(8, { bytes: 12_000_000 });
  server.fault = ({ query }) => (query.get("partNumber") === "2" ? DENIED : undefined);
  await expect(copySnapshots(round())).rejects.toSatisfy(storeRefused.is);
  expect([server.uploads.size, stored()]).toEqual([0, []]);
});

test("a store that lost a part of it is found out", async () => {
  await keep(8);
  server.fault = ({ method, key }) => {
    const object = server.objects.get(key);
    if (method === "HEAD" && object !== undefined)
      server.objects.set(key, { ...object, body: object.body.subarray(1) });
    return undefined;
  };
  await expect(copySnapshots(round())).rejects.toThrow(/does not have .* as it was sent there/);
});

test("a copy that a wrong clock has named stands for nothing", async () => {
  await store.put(`${FOLDER}2031-01-01T00-00-00-000Z-m2.snapshot`, Buffer.from("x"), {
    bytes: "1",
  });
  await keep(8);
  expect((await copySnapshots(round())).copied).toEqual([copyOf(8)]);
});

test("a store that is away is told, and nothing here changes", async () => {
  await keep(8);
  server.close();
  await expect(copySnapshots(round())).rejects.toSatisfy(storeUnreachable.is);
  expect(host.machine.writes).toEqual([]);
});

describe("retention", () => {
  const fill = async (): Promise<void> => {
    for (const hour of [1, 2, 3, 4]) {
      await keep(hour);
      await copySnapshots(round());
    }
    await store.put(`${FOLDER}notes.txt`, Buffer.from("x"), {});
    await store.put(`clusters/other/${copyOf(1)}`, Buffer.from("x"), { bytes: "1" });
  };

  test("keeps so many copies, and whatever is none of ours", async () => {
    await fill();
    await keep(5);
    await copySnapshots(round({ keep: 2 }));
    expect(stored()).toEqual([copyOf(4), copyOf(5), `clusters/other/${copyOf(1)}`, "notes.txt"]);
  });

  test("takes older ones away too, but not the newest", async () => {
    await fill();
    await keep(5);
    await copySnapshots(round({ keepForMs: HOUR_MS }));
    expect(stored()).toEqual([copyOf(5), `clusters/other/${copyOf(1)}`, "notes.txt"]);
  });

  test("what is not copied because there would be too many is not copied again and again", async () => {
    await fill();
    await copySnapshots(round({ keep: 1 }));
    await keep(5);
    await copySnapshots(round({ keep: 1 }));
    expect((await copySnapshots(round({ keep: 1 }))).copied).toEqual([]);
    expect(stored()[0]).toBe(copyOf(5));
  });

  test("never takes the last whole one away, whatever came after it", async () => {
    await fill();
    for (const hour of [1, 2, 3]) server.objects.delete(FOLDER + copyOf(hour));
    const half = { bytes: "9" };
    await store.put(`${FOLDER}${copyOf(6, "m2")}`, Buffer.from("x"), half);
    await store.put(`${FOLDER}${copyOf(7, "m2")}`, Buffer.from("x"), half);
    const { pruneCopies } = await import("./prune-copies.ts");
    await pruneCopies(round({ keep: 1 }));
    expect(stored()).toContain(copyOf(4));
  });

  test("a store that lets nobody delete keeps them all, and that is told", async () => {
    await fill();
    await keep(5);
    server.fault = ({ method }) => (method === "DELETE" ? DENIED : undefined);
    const { copied, problem } = await copySnapshots(round({ keep: 2 }));
    expect([copied, problem]).toEqual([[copyOf(5)], expect.stringMatching(/^old copies stay: /)]);
    expect((await copySnapshots(round({ keep: 2 }))).problem).toBe(problem);
    expect(stored()).toContain(copyOf(1));
  });
});
