import { describe, expect, test } from "vitest";
import { kubernetesVersionUnsupported } from "../errors/kubernetes-errors.ts";
import { flagObstacle } from "./flag-changes.ts";
import { compareMinors, minorOf, parseVersion } from "./kubernetes-version.ts";
import { systemSupport } from "./operating-system-support.ts";
import { kubernetesPackageSource } from "./package-source.ts";
import {
  isSupportedVersion,
  newestSupported,
  supportedMinors,
  leavesServicesSilent,
  versionRow,
  versionTable,
} from "./version-table.ts";

describe("a version's text", () => {
  test("is read with and without v", () => {
    expect(parseVersion("v1.36.2")).toEqual({ major: 1, minor: 36, patch: 2 });
    expect(parseVersion("1.20.2")).toEqual({ major: 1, minor: 20, patch: 2 });
  });

  test.each(["1.36", "1.36.2-rc.1", "1.36.02", "latest", "", "1.36.2 "])("%j is none", (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });

  test("gives its minor, which sorts as a number", () => {
    expect(minorOf("v1.20.2")).toBe("1.20");
    expect(compareMinors("1.9.0", "1.10.0")).toBeLessThan(0);
  });
});

describe("the table", () => {
  test("goes from 1.28 to 1.36 without gaps, and has 1.20", () => {
    expect(supportedMinors).toEqual([
      "1.20",
      ...Array.from({ length: 9 }, (_, index) => `1.${28 + index}`),
    ]);
  });

  test("changes kubeadm's API at 1.31", () => {
    expect(versionTable.map(({ kubeadm }) => kubeadm.api)).toEqual([
      "v1beta2",
      ...Array.from({ length: 3 }, () => "v1beta3"),
      ...Array.from({ length: 6 }, () => "v1beta4"),
    ]);
  });

  test("names a version of each row that parses into that row", () => {
    expect(versionTable.map((row) => versionRow(row.knownVersion))).toEqual(versionTable);
  });

  test("wants containerd 2 for 1.36, and less than that for 1.20", () => {
    expect(versionRow("1.36.2").containerd).toEqual({ minimum: "2.0" });
    expect(versionRow("1.35.0").containerd).toEqual({ minimum: "1.6" });
    expect(versionRow("1.20.2").containerd.below).toBe("2.0");
  });

  test("knows the releases whose API servers leave watches of Services silent", () => {
    expect(["1.20.2", "1.20.9"].map(leavesServicesSilent)).toEqual([true, true]);
    expect(["1.20.10", "1.28.0", "1.36.2"].map(leavesServicesSilent)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("knows its newest version", () => {
    expect(newestSupported).toBe("1.36.2");
    expect(isSupportedVersion(newestSupported)).toBe(true);
  });

  test.each(["1.27.4", "1.37.0", "1.36", "2.0.0", "nonsense"])("does not support %s", (version) => {
    expect(isSupportedVersion(version)).toBe(false);
  });

  test("says which minors there are when asked for another", () => {
    const ask = () => versionRow("1.24.1");
    expect(ask).toThrow(kubernetesVersionUnsupported({ version: "1.24.1", supported: "" }).message);
  });
});

describe("operating systems", () => {
  test("Ubuntu 20.04 ends with 1.34", () => {
    const focal = { id: "ubuntu", versionId: "20.04" };
    expect(systemSupport(focal, "1.34.1").kind).toBe("supported");
    expect(systemSupport(focal, "1.35.0")).toMatchObject({
      kind: "version-too-new",
      lastMinor: "1.34",
    });
  });

  test("an unknown system is answered with those that are known", () => {
    expect(systemSupport({ id: "ubuntu", versionId: "18.04" }, "1.30.0")).toMatchObject({
      kind: "unknown-system",
      supported: expect.arrayContaining(["ubuntu 24.04", "debian 12"]),
    });
  });
});

test("the package repository is the minor's own, and 1.20 has none", () => {
  expect(kubernetesPackageSource("1.34.2")).toEqual({
    uri: "https://pkgs.k8s.io/core:/stable:/v1.34/deb/",
    suite: "/",
    keyUrl: "https://pkgs.k8s.io/core:/stable:/v1.34/deb/Release.key",
  });
  expect(kubernetesPackageSource("1.20.2")).toBeUndefined();
});

describe("flags that came or went", () => {
  test("a flag that a version lost is an obstacle, and one that it will lose is none", () => {
    expect(flagObstacle("kubelet", "container-runtime", "1.28.0")?.gone).toBe("1.27");
    expect(flagObstacle("kubelet", "container-runtime", "1.20.2")).toBeUndefined();
  });

  test("a flag that a version does not have yet is an obstacle", () => {
    expect(flagObstacle("kubelet", "config-dir", "1.20.2")?.since).toBe("1.28");
    expect(flagObstacle("kubelet", "config-dir", "1.36.2")).toBeUndefined();
  });
});
