import { expect, test } from "vitest";
import { link } from "./link.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const spec = { ensure: "present", path: "/opt/current", target: "1.0" } as const;

test("a link is made, and turned when it points elsewhere", async () => {
  const { machine, apply, plan } = taskOnHost(link, spec);
  machine.files.link("/opt/current", "0.9");
  expect(await apply()).toEqual([{ field: "target", before: "0.9", after: "1.0" }]);
  expect(machine.files.entry("/opt/current")?.target).toBe("1.0");
  expect(await plan()).toEqual([]);
});

test("a directory in its place is replaced, and the plan says so", async () => {
  const { machine, apply, plan } = taskOnHost(link, spec);
  machine.files.seed("/opt/current/x", "x");
  expect(await apply()).toEqual([
    { field: "kind", before: "directory", after: "symlink" },
    { field: "target", after: "1.0" },
  ]);
  expect(await plan()).toEqual([]);
});

test("a link that is to be gone goes, a file of that name is somebody else's", async () => {
  const { machine, apply, plan } = taskOnHost(link, { ...spec, ensure: "absent" });
  machine.files.link("/opt/current", "1.0");
  expect(await apply()).toEqual([{ field: "target", before: "1.0" }]);
  machine.files.seed("/opt/current", "a file");
  expect(await plan()).toEqual([]);
});
