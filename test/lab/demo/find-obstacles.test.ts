import { describe, expect, test } from "vitest";
import { findObstacles, type Machine } from "./find-obstacles.ts";

const good: Machine = {
  platform: "linux",
  architecture: "x64",
  osRelease: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\n',
  isRoot: true,
  makesNamespaces: true,
  mountsOverlays: true,
  memoryBytes: 4e9,
  freeBytes: 50e9,
  cacheDir: "/var/cache/lab",
};

describe("findObstacles", () => {
  test("finds none on Debian 12 as root", () => {
    expect(findObstacles(good)).toEqual([]);
  });

  test("says one thing only about a machine that is no Linux", () => {
    const obstacles = findObstacles({ ...good, platform: "darwin", isRoot: false, osRelease: "" });
    expect(obstacles).toEqual([expect.stringContaining("it runs darwin")]);
  });

  test("does not blame the kernel for what only root may do", () => {
    const obstacles = findObstacles({ ...good, isRoot: false, makesNamespaces: false });
    expect(obstacles).toEqual(["you are not root: sudo npm run demo"]);
  });

  test.each([
    [{ osRelease: 'PRETTY_NAME="Ubuntu 24.04"\n' }, "Ubuntu 24.04"],
    [{ architecture: "riscv64" }, "riscv64"],
    [{ makesNamespaces: false }, "systemd-nspawn cannot run"],
    [{ mountsOverlays: false }, "overlayfs"],
    [{ memoryBytes: 1e9 }, "1.0 GB of memory"],
    [{ freeBytes: 2e9 }, "below /var/cache/lab"],
  ])("names %o", (flaw, words) => {
    expect(findObstacles({ ...good, ...flaw })).toEqual([expect.stringContaining(words)]);
  });
});
