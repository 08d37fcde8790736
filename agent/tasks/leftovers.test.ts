import { expect, test } from "vitest";
import { leftovers } from "./leftovers.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const directory = "/etc/things.d";

test("entries of ours that nobody wants any more go, all others stay", async () => {
  const ours = { kind: "prefix", prefix: "pharos-" } as const;
  const { machine, apply, plan } = taskOnHost(leftovers, { directory, keep: ["pharos-new"], ours });
  for (const name of ["pharos-new", "pharos-old", "theirs"])
    machine.files.seed(`${directory}/${name}`, "");
  expect(await apply()).toEqual([{ field: "pharos-old", before: "present" }]);
  expect(machine.files.names(directory)).toEqual(["pharos-new", "theirs"]);
  expect(await plan()).toEqual([]);
});

test("directories are known as ours by the first line of a file in them", async () => {
  const ours = { kind: "first-line", line: "# ours", file: "hosts.toml" } as const;
  const { machine, plan } = taskOnHost(leftovers, { directory, keep: [], ours });
  machine.files.seed(`${directory}/a/hosts.toml`, "# ours\nx\n");
  machine.files.seed(`${directory}/b/hosts.toml`, "# theirs\nx\n");
  machine.files.seed(`${directory}/c/other`, "# ours\n");
  expect(await plan()).toEqual([{ field: "a", before: "present" }]);
});

test("a missing directory holds nothing", async () => {
  const ours = { kind: "prefix", prefix: "" } as const;
  expect(await taskOnHost(leftovers, { directory, keep: [], ours }).plan()).toEqual([]);
});
