import { expect, test } from "vitest";
import { aptRepository } from "./apt-repository.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const repository = {
  name: "pharos-x",
  uri: "https://packages.test/debian",
  suite: "bookworm",
  components: ["main"],
  key: "KEY\n",
};
const KEY = "/etc/apt/keyrings/pharos-x.asc";
const SOURCES = "/etc/apt/sources.list.d/pharos-x.sources";

test("a repository comes with its key, the key first", async () => {
  const { machine, apply, plan } = taskOnHost(aptRepository, { ensure: "present", repository });
  const changes = await apply();
  expect(changes.map(({ field }) => field)).toEqual(["key text", "sources text"]);
  expect(machine.writes).toEqual([`files.write ${KEY}`, `files.write ${SOURCES}`]);
  expect(await plan()).toEqual([]);
});

test("a key that has changed is written alone", async () => {
  const { host, apply } = taskOnHost(aptRepository, { ensure: "present", repository });
  await apply();
  const next = { ...repository, key: "NEXT\n" };
  const on = taskOnHost(aptRepository, { ensure: "present", repository: next }, host);
  expect(await on.apply()).toEqual([{ field: "key text", before: "KEY\n", after: "NEXT\n" }]);
  expect(await on.plan()).toEqual([]);
});

test("a repository goes with its key, the key last", async () => {
  const { host, apply } = taskOnHost(aptRepository, { ensure: "present", repository });
  await apply();
  const on = taskOnHost(aptRepository, { ensure: "absent", repository }, host);
  await on.apply();
  expect(host.machine.writes.slice(2)).toEqual([`files.remove ${SOURCES}`, `files.remove ${KEY}`]);
  expect(await on.plan()).toEqual([]);
});
