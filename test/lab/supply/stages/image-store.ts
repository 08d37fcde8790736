import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { runCommand } from "../run-command.ts";

/** Sizes and digests of one blob, as OCI manifests name it. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

export interface Layer extends Descriptor {
  /** Digest of the tar archive before compression. */
  readonly diffId: string;
}

export interface ImageConfig {
  readonly architecture: string;
  readonly entrypoint?: readonly string[];
  readonly layers: readonly Layer[];
}

const blobPath = (store: string, digest: string): string =>
  join(store, "blobs", "sha256", digest.replace("sha256:", ""));

const manifestType = "application/vnd.oci.image.manifest.v1+json";

/** Makes a directory tree a layer in `store`: the same tree gives the same digest. */
export const addLayer = async (store: string, tree: string): Promise<Layer> => {
  const archive = join(store, "layer.tar");
  const compressed = join(store, "layer.tar.gz");
  const fixed = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];
  await runCommand(["tar", ...fixed, "-C", tree, "-cf", archive, "."], { limitMs: 300_000 });
  const diffId = await digestOf(archive);
  // Level 1: layers are read once per host, over a virtual cable; building them is the slow part.
  await pipeline(
    createReadStream(archive),
    createGzip({ level: 1 }),
    createWriteStream(compressed),
  );
  const digest = await digestOf(compressed);
  const { size } = await stat(compressed);
  await mkdir(join(store, "blobs", "sha256"), { recursive: true });
  await rename(compressed, blobPath(store, digest));
  await rm(archive);
  return { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest, size, diffId };
};

/** Writes configuration and manifest of an image; gives the manifest's descriptor. */
export const addImage = async (store: string, image: ImageConfig): Promise<Descriptor> => {
  const config = await addJson(store, "application/vnd.oci.image.config.v1+json", {
    created: "2024-01-01T00:00:00Z",
    architecture: image.architecture,
    os: "linux",
    config: {
      Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
      Entrypoint: image.entrypoint,
      WorkingDir: "/",
    },
    rootfs: { type: "layers", diff_ids: image.layers.map((layer) => layer.diffId) },
  });
  const layers = image.layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size }));
  return addJson(store, manifestType, {
    schemaVersion: 2,
    mediaType: manifestType,
    config,
    layers,
  });
};

const addJson = async (store: string, mediaType: string, content: unknown): Promise<Descriptor> => {
  const bytes = Buffer.from(JSON.stringify(content));
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  await writeFile(blobPath(store, digest), bytes);
  return { mediaType, digest, size: bytes.length };
};

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return `sha256:${hash.digest("hex")}`;
};
