import { setTimeout } from "node:timers/promises";
import * as z from "zod/mini";
import { imagePullFailed, runtimeRefused } from "../../../shared/errors/host-errors.ts";
import type { FileReader } from "../files.ts";
import type { RuntimeReader, RuntimeWriter } from "../runtime.ts";
import { type CriCall, createCriClient } from "./cri-client.ts";

const READ_LIMIT_MS = 10_000;
const SANDBOX_LIMIT_MS = 2 * 60_000;
const PULL_LIMIT_MS = 10 * 60_000;
const AGAIN_AFTER_MS = 250;
/** gRPC status codes. */
const UNKNOWN = 2;
const UNAVAILABLE = 14;

const versionAnswer = z.object({ runtimeName: z.string(), runtimeVersion: z.string() });
const imagesAnswer = z.object({
  images: z.array(z.object({ repoTags: z.array(z.string()), repoDigests: z.array(z.string()) })),
});
const sandboxesAnswer = z.object({ items: z.array(z.object({ id: z.string() })) });
const podsAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      state: z.number(),
      // A number or an object of protobufjs for 64 bits: both print as digits.
      createdAt: z.pipe(z.unknown(), z.transform(String)),
    }),
  ),
});
const RUNS = 0;
const NS_PER_MS = 1e6;

/** `sockets`: of every runtime that a host may have; the first that answers is asked. */
export const createRuntimeReader = (
  sockets: readonly string[],
  files: FileReader,
): RuntimeReader => {
  const ask = (call: CriCall): Promise<object | undefined> =>
    onceReady(() => callFirst(sockets, files, call, {}, READ_LIMIT_MS));
  return {
    version: async () => {
      const answer = await ask("RuntimeService/Version");
      if (answer === undefined) return undefined;
      const { runtimeName: name, runtimeVersion: version } = versionAnswer.parse(answer);
      return { name, version };
    },
    images: async () => {
      const answer = await ask("ImageService/ListImages");
      if (answer === undefined) return undefined;
      const { images } = imagesAnswer.parse(answer);
      return new Set(images.flatMap(({ repoTags, repoDigests }) => [...repoTags, ...repoDigests]));
    },
    sandboxes: async () => {
      const answer = await ask("RuntimeService/ListPodSandbox");
      return answer && sandboxesAnswer.parse(answer).items.map(({ id }) => id);
    },
    pods: async () => {
      const answer = await ask("RuntimeService/ListPodSandbox");
      return (
        answer &&
        podsAnswer
          .parse(answer)
          .items.filter(({ state }) => state === RUNS)
          .map(({ id, metadata: { name, namespace }, createdAt }) => ({
            id,
            namespace,
            name,
            startedAtMs: Number(createdAt) / NS_PER_MS,
          }))
      );
    },
  };
};

export const createRuntimeWriter = (
  sockets: readonly string[],
  files: FileReader,
  reader: RuntimeReader,
): RuntimeWriter => {
  const change = async (call: CriCall, request: object, limitMs: number): Promise<void> => {
    const answer = await callFirst(sockets, files, call, request, limitMs);
    if (answer === undefined)
      throw runtimeRefused({ call, status: UNAVAILABLE, reason: "nothing answers on its socket" });
  };
  return {
    stopPod: (podSandboxId) =>
      change("RuntimeService/StopPodSandbox", { podSandboxId }, SANDBOX_LIMIT_MS),
    pullImage: async (reference) => {
      try {
        await change("ImageService/PullImage", { image: { image: reference } }, PULL_LIMIT_MS);
      } catch (error) {
        if (!runtimeRefused.is(error)) throw error;
        throw imagePullFailed(
          { image: reference, reason: String(error.fields["reason"]) },
          { cause: error },
        );
      }
    },
    removeSandboxes: async () => {
      for (const podSandboxId of (await reader.sandboxes()) ?? []) {
        await change("RuntimeService/StopPodSandbox", { podSandboxId }, SANDBOX_LIMIT_MS);
        await change("RuntimeService/RemovePodSandbox", { podSandboxId }, SANDBOX_LIMIT_MS);
      }
    },
  };
};

/**
 * For a moment after its start containerd listens and answers every call with an error of no kind ("server is
 * not initialized yet"); whoever looks then is asked to look again, for a while.
 */
const onceReady = async (ask: () => Promise<object | undefined>): Promise<object | undefined> => {
  const untilMs = performance.now() + READ_LIMIT_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isUnkind = runtimeRefused.is(error) && error.fields["status"] === UNKNOWN;
      if (!isUnkind || performance.now() > untilMs) throw error;
    }
    await setTimeout(AGAIN_AFTER_MS);
  }
};

/** A socket may be there with nobody behind it: what was left by a kubelet that ended. */
const callFirst = async (
  sockets: readonly string[],
  files: FileReader,
  call: CriCall,
  request: object,
  limitMs: number,
): Promise<object | undefined> => {
  for (const socket of sockets) {
    if ((await files.stat(socket)) === undefined) continue;
    const answer = await createCriClient(socket).call(call, request, limitMs);
    if (answer !== undefined) return answer;
  }
  return undefined;
};
