import { expect, test } from "vitest";
import { FakeHost } from "../host/fake/fake-host.ts";
import { aptLists } from "./apt-lists.ts";
import { aptRepository } from "./apt-repository.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const first = { name: "pharos-a", uri: "http://a.test/", suite: "/", components: [], key: "A\n" };
const second = {
  name: "pharos-b",
  uri: "http://b.test/",
  suite: "stable",
  components: ["main"],
  key: "B\n",
};
const spec = { repositories: [first, second] };

const hostWithRepositories = async (): Promise<FakeHost> => {
  const host = new FakeHost();
  for (const repository of spec.repositories) {
    await taskOnHost(aptRepository, { ensure: "present", repository }, host).apply();
  }
  return host;
};

test("lists of new repositories are read once", async () => {
  const { machine, apply, plan } = taskOnHost(aptLists, spec, await hostWithRepositories());
  expect(await apply()).toEqual([
    { field: "pharos-a", after: "current" },
    { field: "pharos-b", after: "current" },
  ]);
  expect(machine.writes.at(-1)).toBe("packages.updateLists");
  expect(await plan()).toEqual([]);
});

test("a plan knows of it before the repositories are there", async () => {
  const { plan } = taskOnHost(aptLists, spec);
  expect(await plan(aptLists.reads(spec))).toEqual([
    { field: "pharos-a", after: "current" },
    { field: "pharos-b", after: "current" },
  ]);
});

test("a changed key makes the list of its repository outdated, and no other", async () => {
  const host = await hostWithRepositories();
  const { machine, apply, plan } = taskOnHost(aptLists, spec, host);
  await apply();
  const next = { ...first, key: "NEXT\n" };
  const planned = await plan(["file:/etc/apt/keyrings/pharos-a.asc"]);
  await taskOnHost(aptRepository, { ensure: "present", repository: next }, host).apply();
  expect(await apply()).toEqual(planned);
  expect(planned).toEqual([{ field: "pharos-a", before: "outdated", after: "current" }]);
  expect(machine.writes).not.toContain(
    "files.remove /var/lib/apt/lists/b.test_dists_stable_InRelease",
  );
  expect(await plan()).toEqual([]);
});
