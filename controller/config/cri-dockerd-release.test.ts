import { expect, test } from "vitest";
import { ClusterConfig } from "./cluster-config.ts";
import { criDockerdRelease } from "./cri-dockerd-release.ts";

const release = (cri_dockerd: object | undefined, architecture = "amd64") =>
  criDockerdRelease(
    ClusterConfig.parse({
      hosts: [{ address: "a", role: "master" }],
      container_runtime: { cri_dockerd },
    }),
    architecture,
  );

test("the default release has its checksums, another one those that are named", () => {
  expect(release(undefined).sha256).toMatch(/^dd4b7f51/);
  expect(release(undefined, "arm64").sha256).toMatch(/^c783a037/);
  expect(release({ version: "0.3.25" }).sha256).toBeUndefined();
  const sha256 = { amd64: "0f".repeat(32) };
  expect(release({ version: "0.3.25", sha256 }).sha256).toBe(sha256.amd64);
  expect(release({ version: "0.3.25", sha256 }, "arm64").sha256).toBeUndefined();
});

test("a mirror's address has the release's version and architecture filled in", () => {
  expect(release({ url: "https://m/{version}/{architecture}.tgz" }, "arm64").url).toBe(
    "https://m/0.3.24/arm64.tgz",
  );
});
