import { expect, test } from "vitest";
import { directory } from "./directory.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const path = "/etc/pharos/x";

test("a missing directory is made with its mode", async () => {
  const { machine, apply, plan } = taskOnHost(directory, { ensure: "present", path, mode: 0o700 });
  expect(await apply()).toEqual([{ field: "kind", after: "directory" }]);
  expect(machine.files.entry(path)).toMatchObject({ kind: "directory", mode: 0o700 });
  expect(await plan()).toEqual([]);
});

test("a directory of the distribution keeps its mode if none is asked for", async () => {
  const { machine, plan } = taskOnHost(directory, { ensure: "present", path });
  machine.files.makeDirectory(path, { mode: 0o711 });
  expect(await plan()).toEqual([]);
});

test("a wrong mode is set right", async () => {
  const { machine, apply, plan } = taskOnHost(directory, { ensure: "present", path, mode: 0o755 });
  machine.files.makeDirectory(path, { mode: 0o777 });
  expect(await apply()).toEqual([{ field: "mode", before: "0777", after: "0755" }]);
  expect(await plan()).toEqual([]);
});

test("a file in the way is replaced", async () => {
  const { machine, apply, plan } = taskOnHost(directory, { ensure: "present", path });
  machine.files.seed(path, "x");
  expect(await apply()).toEqual([{ field: "kind", before: "file", after: "directory" }]);
  expect(await plan()).toEqual([]);
});

test("a directory that is to be gone goes with all that is in it", async () => {
  const { machine, apply, plan } = taskOnHost(directory, { ensure: "absent", path });
  machine.files.seed(`${path}/inside`, "x");
  await apply();
  expect(machine.files.entry(`${path}/inside`)).toBeUndefined();
  expect(await plan()).toEqual([]);
});
