import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { hostBusy } from "../shared/errors/engine-errors.ts";
import type { NodeSpec } from "../shared/spec/node-spec.ts";
import type { Work } from "./engine/executor.ts";
import { FakeHost } from "./host/fake/fake-host.ts";
import { sampleNodeSpec } from "./kubeadm/sample-node-spec.fake.ts";
import { type RouteKeeping, restoreRoutes } from "./restore-routes.ts";

const route = { destination: "10.32.7.0/24", gateway: "192.0.2.77" };
const address = { device: "eth0", address: "192.0.2.10", prefixLength: 24, scope: "global" };
const network = {
  provider: "bridge",
  podCidr: "10.32.0.0/24",
  clusterCidr: "10.32.0.0/12",
  routes: [route],
} as const;
const spec: NodeSpec = { ...sampleNodeSpec("1.20.2"), network };

/** A host that has just booted: it has its network, and no routes of ours. */
const bootedHost = (): FakeHost => {
  const host = new FakeHost();
  host.machine.addresses = [address];
  host.machine.routes = [];
  return host;
};

/** Does the work at once, as an executor does it; `runs` are its ids. */
const keepingOn = (host: FakeHost, changed: Partial<RouteKeeping> = {}) => {
  const runs: string[] = [];
  const doAll = async ({ tasks }: Work): Promise<void> => {
    for (const task of tasks) {
      const changes = (await task.observe(host.reader))([]);
      await task.apply(host.bind(), changes).catch(() => undefined);
    }
  };
  const keeping: RouteKeeping = {
    spec: () => spec,
    reader: host.reader,
    wasDone: async () => true,
    start: async (work) => {
      runs.push(work.run);
      await doAll(work);
      return Readable.from([]);
    },
    now: () => new Date("2026-01-02T03:04:05.678Z"),
    sleep: async () => undefined,
    ...changed,
  };
  return { keeping, runs };
};

test("routes that a boot has taken come back in a run of their own", async () => {
  const host = bootedHost();
  const { keeping, runs } = keepingOn(host);
  await restoreRoutes(keeping);
  expect(host.machine.routes).toMatchObject([route]);
  expect(runs).toEqual(["2026-01-02T03-04-05-678Z-drift"]);
});

test("nothing runs while they are there", async () => {
  const host = bootedHost();
  await restoreRoutes(keepingOn(host).keeping);
  const { keeping, runs } = keepingOn(host);
  await restoreRoutes(keeping);
  expect(runs).toEqual([]);
});

test("routes that were never set are left to the apply that is due", async () => {
  const { keeping, runs } = keepingOn(bootedHost(), { wasDone: async () => false });
  await restoreRoutes(keeping);
  expect(runs).toEqual([]);
});

test("a host that leaves its cluster gets none back", async () => {
  const absent: NodeSpec = { ...spec, ensure: "absent" };
  const { keeping, runs } = keepingOn(bootedHost(), { spec: () => absent });
  await restoreRoutes(keeping);
  expect(runs).toEqual([]);
});

test("it tries again when the host's own network comes up later", async () => {
  const host = bootedHost();
  host.machine.addresses = [];
  const { keeping } = keepingOn(host, {
    sleep: async () => {
      host.machine.addresses = [address];
    },
  });
  await restoreRoutes(keeping);
  expect(host.machine.routes).toMatchObject([route]);
});

test("other work on the host goes first", async () => {
  const host = bootedHost();
  const { keeping } = keepingOn(host);
  let refusals = 1;
  const start: RouteKeeping["start"] = async (work) => {
    refusals -= 1;
    return refusals < 0 ? keeping.start(work) : Promise.reject(hostBusy({ run: "other" }));
  };
  await restoreRoutes({ ...keeping, start });
  expect(host.machine.routes).toMatchObject([route]);
});
