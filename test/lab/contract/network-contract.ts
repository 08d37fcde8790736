import assert from "node:assert/strict";
import { spawnProgram } from "../../../agent/host/real/spawn-program.ts";
import { bindFresh, codeOf, type Expectation } from "../../contract/host/expectation.ts";

const LINK = "pharoscontract";
const LIMIT_MS = 5000;

const ip = (...words: readonly string[]): Promise<unknown> =>
  spawnProgram({ argv: ["ip", ...words], limitMs: LIMIT_MS });

export const networkContract: readonly Expectation[] = [
  {
    title: "a route of ours is put, replaced, removed; a stranger's stays",
    run: async (access) => {
      const host = bindFresh(access);
      await ip("link", "add", LINK, "type", "bridge");
      await ip("address", "add", "198.51.100.1/24", "dev", LINK);
      await ip("link", "set", LINK, "up");
      await host.network.putRoute("203.0.113.0/25", "198.51.100.2");
      await host.network.putRoute("203.0.113.0/25", "198.51.100.3");
      const find = async (destination: string) =>
        (await host.network.routes()).filter((route) => route.destination === destination);
      assert.deepEqual(await find("203.0.113.0/25"), [
        {
          destination: "203.0.113.0/25",
          device: LINK,
          protocol: "pharos",
          gateway: "198.51.100.3",
        },
      ]);
      await ip("route", "add", "203.0.113.128/25", "via", "198.51.100.2");
      await host.network.removeRoute("203.0.113.0/25");
      await host.network.removeRoute("203.0.113.0/25");
      await host.network.removeRoute("203.0.113.128/25");
      assert.deepEqual(await find("203.0.113.0/25"), []);
      assert.equal((await find("203.0.113.128/25")).length, 1);
      assert.equal(
        await codeOf(host.network.putRoute("203.0.113.0/25", "192.0.2.254")),
        "PROGRAM_FAILED",
      );
    },
  },
  {
    title: "an interface goes with its routes, and removing it again is nothing",
    run: async (access) => {
      const host = bindFresh(access);
      await host.network.removeLink(LINK);
      await host.network.removeLink(LINK);
      assert.ok(!(await host.network.addresses()).some(({ device }) => device === LINK));
      assert.ok(
        (await host.network.listeners()).some(
          ({ port, program }) => port === 22 && program === "sshd",
        ),
      );
    },
  },
  {
    title: "a sysctl is written and read, an unknown one refused",
    run: async (access) => {
      const host = bindFresh(access);
      await host.kernel.setSysctl("net.ipv4.ip_forward", "1");
      assert.equal(await host.kernel.sysctl("net.ipv4.ip_forward"), "1");
      assert.equal(await host.kernel.sysctl("net/ipv4/ip_forward"), "1");
      assert.equal(
        await codeOf(host.kernel.setSysctl("kernel.no_such_key", "1")),
        "SYSCTL_REFUSED",
      );
    },
  },
];
