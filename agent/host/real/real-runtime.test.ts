import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { afterEach, expect, test } from "vitest";
import { imagePullFailed } from "../../../shared/errors/host-errors.ts";
import { createFileReader } from "./real-file-reader.ts";
import { createRuntimeReader, createRuntimeWriter } from "./real-runtime.ts";

const folder = await mkdtemp(join(tmpdir(), "cri-"));
const socket = join(folder, "containerd.sock");
const files = createFileReader("/");

interface Refusal {
  readonly code: number;
  readonly details: string;
}

/** A runtime that gives these answers, one after the other, and then an empty one. */
const startRuntime = async (refusals: readonly Refusal[]): Promise<{ asked: () => number }> => {
  let asked = 0;
  const answer: grpc.handleUnaryCall<Buffer, Buffer> = (_call, callback) => {
    const refusal = refusals[asked];
    asked += 1;
    callback(refusal ?? null, Buffer.alloc(0));
  };
  const method = (name: string) => ({
    path: `/runtime.v1.ImageService/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  });
  const server = new grpc.Server();
  server.addService(
    { ListImages: method("ListImages"), PullImage: method("PullImage") },
    { ListImages: answer, PullImage: answer },
  );
  await new Promise((resolve) => {
    server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), resolve);
  });
  stop = () => server.forceShutdown();
  return { asked: () => asked };
};

let stop = (): void => {};
afterEach(async () => {
  stop();
  await rm(socket, { force: true });
});

const notReady = { code: 2, details: "server is not initialized yet" };

test("a runtime that has only begun to listen is asked again", async () => {
  const runtime = await startRuntime([notReady, notReady]);
  expect(await createRuntimeReader([socket], files).images()).toEqual(new Set());
  expect(runtime.asked()).toBe(3);
});

test("a registry that lets nobody in is told once, with the runtime's own words", async () => {
  const runtime = await startRuntime([{ code: 2, details: "unexpected status: 401 Unauthorized" }]);
  const reader = createRuntimeReader([socket], files);
  const pull = createRuntimeWriter([socket], files, reader).pullImage("quay.io/a:1");
  await expect(pull).rejects.toSatisfy(imagePullFailed.is);
  await expect(pull).rejects.toThrow("quay.io/a:1: unexpected status: 401 Unauthorized");
  expect(runtime.asked()).toBe(1);
});
