import { describe, expect, test } from "vitest";
import { configurationRejected } from "../../shared/errors/task-errors.ts";
import { file, type FileSpec } from "./file.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const wanted: FileSpec = { ensure: "present", path: "/etc/motd", text: "hello\n", mode: 0o640 };

describe("a file that is to be there", () => {
  test("is written with its mode when it is missing", async () => {
    const { machine, apply, plan } = taskOnHost(file, wanted);
    expect(await apply()).toEqual([{ field: "text", after: "hello\n" }]);
    expect(machine.files.entry("/etc/motd")).toMatchObject({ text: "hello\n", mode: 0o640 });
    expect(await plan()).toEqual([]);
  });

  test("shows its text before and after", async () => {
    const { machine, plan } = taskOnHost(file, wanted);
    machine.files.seed("/etc/motd", "bye\n", { mode: 0o640 });
    expect(await plan()).toEqual([{ field: "text", before: "bye\n", after: "hello\n" }]);
  });

  test("keeps its text when only mode and owner differ", async () => {
    const { machine, apply, plan } = taskOnHost(file, wanted);
    machine.files.seed("/etc/motd", "hello\n", { mode: 0o644, uid: 7, gid: 8 });
    expect(await apply()).toEqual([
      { field: "mode", before: "0644", after: "0640" },
      { field: "owner", before: "7:8", after: "0:0" },
    ]);
    expect(machine.writes).toEqual(["files.setAttributes /etc/motd"]);
    expect(await plan()).toEqual([]);
  });

  test("takes the place of a directory or a link, and says so", async () => {
    const { machine, apply, plan } = taskOnHost(file, wanted);
    machine.files.seed("/etc/motd/inside", "x");
    const [kind] = await apply();
    expect(kind).toEqual({ field: "kind", before: "directory", after: "file" });
    expect(await plan()).toEqual([]);
  });

  test("shows a keyed hash instead of a secret", async () => {
    const spec: FileSpec = { ...wanted, text: "password", hashKey: "k" };
    const { machine, plan } = taskOnHost(file, spec);
    machine.files.seed("/etc/motd", "old password", { mode: 0o640 });
    const [change] = await plan();
    expect(change?.after).toMatch(/^secret [0-9a-f]{16}$/);
    expect(change?.before).not.toBe(change?.after);
    expect(JSON.stringify(change)).not.toContain("password");
  });

  test("comes after the folder it lies in", () => {
    expect(file.reads({ ...wanted, needs: ["package:x"] })).toEqual(["file:/etc", "package:x"]);
  });
});

describe("a file that a program must accept", () => {
  const spec: FileSpec = { ...wanted, text: "nonsense here\n", acceptedBy: "haproxy" };

  test("stays as it was when the program refuses it", async () => {
    const { machine, apply } = taskOnHost(file, spec);
    machine.packages.set("haproxy", { version: "2.6.12-1", held: false, configured: true });
    machine.files.seed("/etc/motd", "global\n", { mode: 0o640 });
    await expect(apply()).rejects.toSatisfy(configurationRejected.is);
    expect(machine.files.entry("/etc/motd")?.text).toBe("global\n");
    expect(machine.files.entry("/etc/motd.candidate")).toBeUndefined();
  });

  test("is written unasked while the program is not there", async () => {
    const { plan, apply } = taskOnHost(file, spec);
    await apply();
    expect(await plan()).toEqual([]);
  });

  test("is cleared of a candidate that a killed agent left behind", async () => {
    const { machine, apply, plan } = taskOnHost(file, { ...spec, text: "global\n" });
    machine.files.seed("/etc/motd", "global\n", { mode: 0o640 });
    machine.files.seed("/etc/motd.candidate", "global\n");
    expect(await apply()).toEqual([{ field: "candidate", before: "left behind" }]);
    expect(await plan()).toEqual([]);
  });
});

describe("a file that is to be gone", () => {
  const gone: FileSpec = { ensure: "absent", path: "/etc/motd" };

  test("is removed, its text shown", async () => {
    const { machine, apply, plan } = taskOnHost(file, gone);
    machine.files.seed("/etc/motd", "hello\n");
    expect(await apply()).toEqual([{ field: "text", before: "hello\n" }]);
    expect(await plan()).toEqual([]);
  });

  test("is nothing to do when it is not there", async () => {
    expect(await taskOnHost(file, gone).plan()).toEqual([]);
  });
});
