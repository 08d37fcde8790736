import { globSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { bundleProgram } from "../bundle.ts";
import type { NodeRuntime, Platform } from "../node-runtime.ts";
import { listPackages } from "./list-packages.ts";
import { makeRelease } from "./make-release.ts";

/** Bundles are made six times, and npm is asked twice. */
const LIMIT_MS = 300_000;

const root = join(import.meta.dirname, "../..");
const folder = await mkdtemp(join(tmpdir(), "pharos-release-"));
afterAll(() => rm(folder, { recursive: true }));

/** A checkout in another place: sources, and the packages that go into bundles. */
const copyCheckout = async (to: string): Promise<void> => {
  const [cli, agent] = await Promise.all([
    bundleProgram("controller/main.ts"),
    bundleProgram("agent/main.ts"),
  ]);
  const packages = await listPackages(root, { cli: cli.metafile, agent: agent.metafile });
  const inputs = [...Object.keys(cli.metafile.inputs), ...Object.keys(agent.metafile.inputs)];
  const paths = [
    ...packages.map(({ name }) => `node_modules/${name}`),
    ...new Set(inputs.filter((path) => !path.includes("node_modules/"))),
    ...globSync("*.{json,md}", { cwd: root }),
    "LICENSE",
    "controller/launch.ts",
    "packaging/release/launcher.sh",
    "systemd",
  ];
  for (const path of paths) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(root, path), join(to, path), { recursive: true });
  }
};

/** A few bytes instead of a hundred million: how Node gets in is the same. */
const stubRuntime = async (platform: Platform): Promise<NodeRuntime> => {
  const path = join(folder, `${platform}.gz`);
  const licencePath = join(folder, "node-licence");
  await writeFile(path, gzipSync(`node for ${platform}`));
  await writeFile(licencePath, "do what you like\n");
  return { version: "0.0.0", integrity: "sha512-", path, sha256: "ab".repeat(32), licencePath };
};

const releaseFrom = async (checkout: string): Promise<string> => {
  await copyCheckout(checkout);
  const release = join(checkout, "..", "release");
  await makeRelease({
    root: checkout,
    folder: release,
    runtime: stubRuntime,
    progress: () => undefined,
  });
  return await readFile(join(release, "SHA256SUMS"), "utf8");
};

test(
  "checkouts in two places give the same bytes",
  async () => {
    const first = await releaseFrom(join(folder, "one", "checkout"));
    const second = await releaseFrom(join(folder, "another", "place", "and-name"));
    expect(
      first
        .trim()
        .split("\n")
        .map((line) => line.slice(66)),
    ).toEqual([
      expect.stringMatching(/^pharosctl-.*-linux-amd64\.tar\.gz$/),
      expect.stringMatching(/^pharosctl-.*-linux-arm64\.tar\.gz$/),
      expect.stringMatching(/^pharosctl-.*-macos-amd64\.tar\.gz$/),
      expect.stringMatching(/^pharosctl-.*-macos-arm64\.tar\.gz$/),
      expect.stringMatching(/^pharosctl-.*\.cdx\.json$/),
      expect.stringMatching(/^pharosctl-.*\.tgz$/),
    ]);
    expect(second).toBe(first);
  },
  LIMIT_MS,
);
