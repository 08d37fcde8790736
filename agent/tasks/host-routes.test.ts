import { expect, test } from "vitest";
import { countReads } from "../../test/support/count-reads.ts";
import { hostRoutes } from "./host-routes.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const spec = {
  routes: [
    { destination: "10.32.1.0/24", gateway: "192.0.2.11" },
    { destination: "10.32.2.0/24", gateway: "192.0.2.12" },
  ],
};

const route = (destination: string, gateway: string, protocol: string) => ({
  destination,
  gateway,
  protocol,
  device: "eth0",
});

test("routes are added, turned, and removed; strangers' routes stay", async () => {
  const { machine, apply, plan } = taskOnHost(hostRoutes, spec);
  const theirs = route("10.99.0.0/16", "192.0.2.1", "static");
  machine.routes = [
    theirs,
    route("10.32.2.0/24", "192.0.2.99", "pharos"),
    route("10.32.9.0/24", "192.0.2.19", "117"),
  ];
  expect(await plan()).toEqual([
    { field: "10.32.9.0/24", before: "192.0.2.19" },
    { field: "10.32.1.0/24", after: "192.0.2.11" },
    { field: "10.32.2.0/24", before: "192.0.2.99", after: "192.0.2.12" },
  ]);
  machine.routes = machine.routes.filter(({ protocol }) => protocol !== "117");
  await apply();
  expect(machine.routes).toContainEqual(theirs);
  expect(await plan()).toEqual([]);
});

test("a route that somebody else made to the same place will do", async () => {
  const { machine, plan } = taskOnHost(hostRoutes, { routes: spec.routes.slice(0, 1) });
  machine.routes = [route("10.32.1.0/24", "192.0.2.11", "static")];
  expect(await plan()).toEqual([]);
});

test("without other hosts none of ours stays", async () => {
  const { host, apply } = taskOnHost(hostRoutes, spec);
  await apply();
  const on = taskOnHost(hostRoutes, { routes: [] }, host);
  expect(await on.apply()).toHaveLength(2);
  expect(await on.plan()).toEqual([]);
});

test("a thousand routes are compared in one walk", () => {
  const routes = Array.from({ length: 1_000 }, (_, at) => ({
    destination: `10.${at >> 8}.${at & 255}.0/24`,
    gateway: "192.0.2.11",
  }));
  const found = countReads(
    routes.map(({ destination, gateway }) => route(destination, gateway, "pharos")),
  );
  expect(hostRoutes.diff(found.items, { routes })).toEqual([]);
  expect(found.reads()).toBeLessThan(10 * routes.length);
});
