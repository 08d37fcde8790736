import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { diskFull } from "../../shared/errors/host-errors.ts";
import { buildNotPrepared, buildRefused } from "../../shared/errors/update-errors.ts";
import { agentBuildName, runtimeFolderName } from "../../shared/spec/agent-build-name.ts";
import type { AgentBuild } from "../../shared/spec/node-spec.ts";
import { isDiskFull } from "../host/real/system-error.ts";
import { placeBuild, placeRuntime } from "../install/install-build.ts";
import { exists } from "../install/shelf.ts";
import type { AgentPaths } from "../state/agent-paths.ts";
import { createSerialQueue } from "../state/serial-queue.ts";
import { requireSoundBuild } from "./require-sound-build.ts";
import { unpackFile } from "./unpack-file.ts";

export type BuildFileName = "bundle" | "runtime";

/** A build that may be received: what a signed spec says, and how it will come. */
export interface BuildOrder {
  readonly build: AgentBuild;
  readonly unit: string;
  /** Compressed sizes. */
  readonly bytes: Readonly<Record<BuildFileName, number>>;
}

export interface BuildPart {
  /** Name of the build. */
  readonly build: string;
  readonly file: BuildFileName;
  readonly offset: number;
  readonly part: Uint8Array;
}

export interface MissingFile {
  readonly file: BuildFileName;
  readonly receivedBytes: number;
}

/** Takes the files of one build at a time, part by part. */
export interface BuildReceiver {
  /** What is missing of the build. Throws `BUILD_REFUSED`, `DISK_FULL`. */
  readonly prepare: (order: BuildOrder) => Promise<readonly MissingFile[]>;
  /** Throws `BUILD_NOT_PREPARED`, `UPLOAD_CORRUPTED`, `DISK_FULL`: then nothing of the file is left. */
  readonly put: (
    part: BuildPart,
  ) => Promise<{ readonly receivedBytes: number; readonly complete: boolean }>;
}

export interface ReceiverPorts {
  readonly paths: AgentPaths;
  readonly host: string;
  readonly freeBytes: (folder: string) => Promise<number>;
}

const PART_BYTES = 1_000_000;
/** Compressed file, its content, and some for the others who live on that disk. */
const SPACE_FACTOR = 6;

export const createBuildReceiver = (ports: ReceiverPorts): BuildReceiver => {
  const exclusively = createSerialQueue();
  let order: BuildOrder | undefined;
  return {
    prepare: (given) =>
      exclusively(async () => {
        requireSoundBuild(given);
        const missing = await findMissing(given, ports);
        await requireSpace(missing, given, ports);
        order = given;
        return missing;
      }),
    put: (part) =>
      exclusively(async () => {
        if (order === undefined || agentBuildName(order.build) !== part.build)
          throw buildNotPrepared({ build: part.build });
        return takePart(order, part, ports);
      }),
  };
};

/** Runtime first: a build's folder is whole once its Node is there. */
const FILES: readonly BuildFileName[] = ["runtime", "bundle"];

const findMissing = async (
  order: BuildOrder,
  { paths }: ReceiverPorts,
): Promise<readonly MissingFile[]> => {
  const found = await Promise.all(
    FILES.map(async (file) => {
      if (await exists(placeOf(order, file, paths))) return [];
      return [{ file, receivedBytes: await sizeOf(partialOf(order, file, paths)) }];
    }),
  );
  return found.flat();
};

const requireSpace = async (
  missing: readonly MissingFile[],
  { bytes }: BuildOrder,
  { paths, freeBytes }: ReceiverPorts,
): Promise<void> => {
  const needed = missing.reduce((sum, { file }) => sum + bytes[file] * SPACE_FACTOR, 0);
  if (needed === 0 || (await freeBytes(paths.agentShelf)) >= needed) return;
  throw diskFull({ path: paths.agentShelf });
};

const takePart = async (order: BuildOrder, part: BuildPart, ports: ReceiverPorts) => {
  const { file, offset } = part;
  const bytes = order.bytes[file];
  if (await exists(placeOf(order, file, ports.paths))) {
    return { receivedBytes: bytes, complete: true };
  }
  const partial = partialOf(order, file, ports.paths);
  const size = await sizeOf(partial);
  if (offset !== size) return { receivedBytes: size, complete: false };
  const end = offset + part.part.length;
  if (part.part.length > PART_BYTES || end > bytes) {
    throw buildRefused({ build: part.build, reason: `a part of the ${file} is too long` });
  }
  try {
    await append(partial, part.part);
    if (end < bytes) return { receivedBytes: end, complete: false };
    await place(order, file, partial, ports);
    await rm(partial, { force: true });
    return { receivedBytes: end, complete: true };
  } catch (error) {
    await rm(partial, { force: true });
    if (isDiskFull(error)) throw diskFull({ path: ports.paths.agentShelf }, { cause: error });
    throw error;
  }
};

const place = (
  { build, unit }: BuildOrder,
  file: BuildFileName,
  partial: string,
  { paths, host }: ReceiverPorts,
): Promise<void> => {
  const unpack = (sha256: string) => (target: string) =>
    unpackFile({ source: partial, target, sha256, host });
  switch (file) {
    case "runtime":
      return placeRuntime(paths, build, unpack(build.runtimeSha256));
    case "bundle":
      return placeBuild(paths, build, { bundle: unpack(build.bundleSha256), unit });
  }
};

const placeOf = ({ build }: BuildOrder, file: BuildFileName, paths: AgentPaths): string =>
  file === "runtime"
    ? join(paths.runtimeShelf, runtimeFolderName(build))
    : join(paths.agentShelf, agentBuildName(build));

/** Named by content and size, so that parts of another file are never added to it. */
const partialOf = (
  { build, bytes }: BuildOrder,
  file: BuildFileName,
  paths: AgentPaths,
): string => {
  const sha256 = file === "runtime" ? build.runtimeSha256 : build.bundleSha256;
  return join(paths.agentShelf, `.${file}-${sha256.slice(0, 12)}-${bytes[file]}.partial`);
};

const append = async (path: string, part: Uint8Array): Promise<void> => {
  const handle = await open(path, "a", 0o600);
  try {
    await handle.writeFile(part);
  } finally {
    await handle.close();
  }
};

const sizeOf = async (path: string): Promise<number> => {
  const found = await stat(path).catch(() => undefined);
  return found?.size ?? 0;
};
