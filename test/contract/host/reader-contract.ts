import assert from "node:assert/strict";
import { codeOf, type Expectation } from "./expectation.ts";

/** Of looking alone, on any Linux machine without Kubernetes: harmless everywhere. */
export const readerContract: readonly Expectation[] = [
  {
    title: "a kernel key is its value with dots or slashes, an unknown one absent",
    run: async ({ reader: { kernel } }) => {
      const value = await kernel.sysctl("net.ipv4.ip_forward");
      assert.match(value ?? "", /^[01]$/);
      assert.equal(await kernel.sysctl("net/ipv4/ip_forward"), value);
      assert.equal(await kernel.sysctl("net.ipv4.no_such_key"), undefined);
    },
  },
  {
    title: "an unknown module is not loaded, swap areas are paths",
    run: async ({ reader: { kernel } }) => {
      assert.equal(await kernel.hasModule("no-such-module"), false);
      assert.ok((await kernel.swaps()).every((path) => path.startsWith("/")));
    },
  },
  {
    title: "routes are written as CIDR, and loopback has an address",
    run: async ({ reader: { network } }) => {
      const routes = await network.routes();
      assert.ok(
        routes.every(
          ({ destination, device }) => /^[\da-f.:]+\/\d+$/.test(destination) && device !== "",
        ),
      );
      const loopback = (await network.addresses()).find(({ device }) => device === "lo");
      assert.ok(loopback);
    },
  },
  {
    title: "listeners have an address and a port",
    run: async ({ reader: { network } }) => {
      const listeners = await network.listeners();
      assert.ok(listeners.every(({ address, port }) => /^[\da-f.:]+$/.test(address) && port > 0));
    },
  },
  {
    title: "a port of loopback that nobody listens on is an answer, not an error",
    run: async ({ reader: { network } }) => {
      const answer = await network.askLoopback(1, "/status");
      assert.deepEqual(answer, { kind: "failed", reason: "ECONNREFUSED" });
    },
  },
  {
    title:
      "packages that are not installed are missing in the answer, unknown ones have no versions",
    run: async ({ reader: { packages } }) => {
      assert.deepEqual(await packages.installed([]), new Map());
      assert.deepEqual(
        await packages.installed(["no-such-package-a", "no-such-package-b"]),
        new Map(),
      );
      assert.deepEqual(await packages.available("no-such-package-a"), []);
    },
  },
  {
    title: "a program that is not there has exit code 127",
    run: async ({ reader: { programs } }) => {
      assert.equal((await programs.query({ program: "kubeadm", verb: "version" })).exitCode, 127);
      assert.match(
        (await programs.query({ program: "systemd-detect-virt" })).stdout,
        /^[a-z-]+\n$/,
      );
    },
  },
  {
    title: "without a runtime and without credentials nobody answers, and that is a value",
    run: async ({ reader: { runtime, kubernetes } }) => {
      assert.equal(await runtime.version(), undefined);
      assert.equal(await runtime.images(), undefined);
      assert.equal(await runtime.sandboxes(), undefined);
      assert.equal((await kubernetes.get("admin", "/readyz")).kind, "unreachable");
      assert.equal(await codeOf(kubernetes.get("node", "/readyz")), "no error");
    },
  },
];
