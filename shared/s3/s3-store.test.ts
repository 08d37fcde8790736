import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { collect } from "../../test/support/collect.ts";
import { DENIED, type S3Server, SLOW_DOWN } from "../../test/support/s3/s3-server.ts";
import { type StartedS3Server, startS3Server } from "../../test/support/s3/start-s3-server.ts";
import { storeRefused, storeUnreachable } from "../errors/store-errors.ts";
import { openS3Store, type S3Store } from "./s3-store.ts";
import type { S3Ports, S3Settings } from "./s3-settings.ts";

const KEY = "clusters/6f1c/2026-11-23T04-00-00-000Z-m1.snapshot";
const FOREVER = new AbortController().signal;

let started: StartedS3Server;
let server: S3Server;
let pauses: number[] = [];
const opened: S3Store[] = [];

beforeEach(async () => {
  started = await startS3Server({ pageSize: 2 });
  ({ server } = started);
  pauses = [];
});
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  server.close();
});

const open = (over: Partial<S3Settings> = {}, ports: Partial<S3Ports> = {}): S3Store => {
  const store = openS3Store(
    { ...started.settings, ...over },
    {
      now: () => new Date(),
      pause: async (ms) => void pauses.push(ms),
      random: () => 1,
      environment: {},
      ...ports,
    },
  );
  opened.push(store);
  return store;
};

const read = async (store: S3Store, key = KEY): Promise<string> =>
  Buffer.concat(await collect(store.get(key, FOREVER))).toString();

test("what is put is there, with what it was put with, and goes again", async () => {
  const store = open();
  await store.put(KEY, Buffer.from("content"), { bytes: "7" });
  expect(await read(store)).toBe("content");
  expect(await store.head(KEY)).toEqual({ sizeBytes: 7, metadata: { bytes: "7" } });
  await store.remove(KEY);
  expect(await store.head(KEY)).toBeUndefined();
  await store.remove(KEY);
});

test("a list has all pages", async () => {
  const store = open();
  for (const name of ["a/1", "a/2", "a/3", "a/4", "a/5", "b/1"])
    await store.put(name, Buffer.from(name), {});
  expect((await store.list("a/")).map(({ key }) => key)).toEqual([
    "a/1",
    "a/2",
    "a/3",
    "a/4",
    "a/5",
  ]);
  expect(await store.list("c/")).toEqual([]);
});

test("an upload in parts is one object once it is ended, and nothing when it is abandoned", async () => {
  const store = open();
  const [large, small] = [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("end")];
  const put = async (id: string) => [
    await store.putPart({ key: KEY, id, number: 1 }, large),
    await store.putPart({ key: KEY, id, number: 2 }, small),
  ];
  const id = await store.beginUpload(KEY, { bytes: "9" });
  await store.endUpload(KEY, id, await put(id));
  expect(await store.head(KEY)).toEqual({
    sizeBytes: large.length + 3,
    metadata: { bytes: "9" },
  });
  const other = await store.beginUpload("other", {});
  expect(await store.listUploads("oth")).toEqual([
    { key: "other", id: other, beganAtMs: expect.any(Number) },
  ]);
  await store.abandonUpload("other", other);
  await store.abandonUpload("other", other);
  expect(await store.listUploads("")).toEqual([]);
});

describe("what passes is tried again, with growing pauses", () => {
  test.each([
    { what: "a busy store", fault: SLOW_DOWN },
    { what: "a connection that is cut", fault: "cut" as const },
    { what: "a broken one", fault: { status: 500, code: "InternalError", message: "" } },
  ])("$what", async ({ fault }) => {
    const faults = [fault, fault, fault];
    server.fault = () => faults.pop();
    const store = open();
    await store.put(KEY, Buffer.from("content"), {});
    expect(server.objects.get(KEY)?.body.toString()).toBe("content");
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
  });

  test("and not for ever", async () => {
    server.fault = () => SLOW_DOWN;
    const failure = open().put(KEY, Buffer.from("content"), {});
    await expect(failure).rejects.toSatisfy(storeUnreachable.is);
    await expect(failure).rejects.toThrow(/cannot be used: SlowDown Reduce your rate\.$/);
    expect(pauses).toHaveLength(4);
  });

  test("an answer that is cut in its middle goes on where it was", async () => {
    const store = open();
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    await store.put(KEY, body, {});
    const faults = [{ cutAfterBytes: 70_000 }, { cutAfterBytes: 100_000 }];
    server.fault = ({ method }) => (method === "GET" ? faults.pop() : undefined);
    const found = Buffer.concat(await collect(store.get(KEY, FOREVER)));
    expect(found.equals(body)).toBe(true);
    expect(server.calls.filter((call) => call.startsWith("GET"))).toHaveLength(3);
  });

  test("nobody listens", async () => {
    server.close();
    await expect(open().list("")).rejects.toSatisfy(storeUnreachable.is);
    expect(pauses).toHaveLength(4);
  });
});

describe("what does not pass is told at once, without a secret", () => {
  test.each([
    ["another key", { secretAccessKey: "other-secret" }, /SignatureDoesNotMatch/],
    ["an unknown key", { accessKeyId: "AKIDOTHER" }, /InvalidAccessKeyId/],
    ["another bucket", { bucket: "other" }, /NoSuchBucket/],
    ["another region", { region: "us-west-1" }, /AuthorizationHeaderMalformed.*eu-central-1/],
  ])("%s", async (_what, over, message) => {
    const failure = open(over).list("");
    await expect(failure).rejects.toSatisfy(storeRefused.is);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow(/secret/);
    expect(pauses).toEqual([]);
  });

  test("a clock that is wrong says by how much", async () => {
    const now = () => new Date(Date.now() - 1_500_000);
    await expect(open({}, { now }).list("")).rejects.toThrow(
      /RequestTimeTooSkewed: the clock here is 1(499|500|501) s behind the store's/,
    );
  });

  test("a right that is missing", async () => {
    server.fault = () => DENIED;
    await expect(open().remove(KEY)).rejects.toThrow(/says no: AccessDenied/);
    await expect(open().head(KEY)).rejects.toThrow(/says no: HTTP 403/);
  });

  test("a certificate of nobody who is trusted", async () => {
    const { ca: _ca, ...settings } = started.settings;
    const store = openS3Store(settings, {
      now: () => new Date(),
      pause: async () => undefined,
      random: () => 0,
      environment: {},
    });
    await expect(store.list("")).rejects.toThrow(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED/);
    store.close();
    expect(server.calls).toEqual([]);
  });
});

describe("a proxy of the environment", () => {
  const asked: string[] = [];
  const proxy = createServer();
  beforeAll(async () => {
    proxy.on("connect", ({ url = "" }, socket) => {
      asked.push(url);
      // Where names are resolved: every one of them is this host.
      const there = connect(Number(url.split(":")[1]), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        there.pipe(socket).pipe(there);
      });
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
  });
  afterAll(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const address = (): string => {
    const found = proxy.address();
    return `http://127.0.0.1:${typeof found === "object" ? found?.port : ""}`;
  };

  test.each(["HTTPS_PROXY", "https_proxy"])("is asked by %s", async (name) => {
    asked.splice(0);
    const store = open({}, { environment: { [name]: address() } });
    await store.put(KEY, Buffer.from("content"), {});
    expect(await read(store)).toBe("content");
    expect(new Set(asked)).toEqual(new Set([new URL(started.settings.endpoint).host]));
  });

  test("the bucket may be in the server's name", async () => {
    asked.splice(0);
    const { port } = new URL(started.settings.endpoint);
    const endpoint = `https://localhost:${port}`;
    const store = open({ endpoint, pathStyle: false }, { environment: { HTTPS_PROXY: address() } });
    await store.put(KEY, Buffer.from("content"), {});
    expect(await read(store)).toBe("content");
    expect(new Set(asked)).toEqual(new Set([`snapshots.localhost:${port}`]));
  });

  test("is not asked for what needs none", async () => {
    asked.splice(0);
    const environment = { HTTPS_PROXY: address(), NO_PROXY: "10.0.0.0/8,127.0.0.1" };
    await open({}, { environment }).list("");
    expect(asked).toEqual([]);
  });
});

test("a success that turns out to be none is tried again, too", async () => {
  server.fault = ({ query }) =>
    query.has("uploads") ? { status: 200, code: "InternalError", message: "sorry" } : undefined;
  await expect(open().beginUpload(KEY, {})).rejects.toSatisfy(storeUnreachable.is);
  expect(pauses).toHaveLength(4);
});
