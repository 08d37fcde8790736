import { expect, test } from "vitest";
import { FakeHost } from "../host/fake/fake-host.ts";
import { fetchedProgram } from "./fetched-program.ts";

const spec = {
  label: "thing 1.2.3",
  url: "https://mirror.test/thing.tgz",
  sha256: "ab".repeat(32),
  member: "thing/thing",
  path: "/opt/thing/thing-1.2.3-abab",
};

const look = async (host: FakeHost) =>
  fetchedProgram.diff(await fetchedProgram.check(host.reader, spec), spec);

test("a program is fetched with its checksum, and is there when it is whole", async () => {
  const host = new FakeHost();
  host.machine.files.makeDirectory("/opt/thing", { mode: 0o755 });
  expect(await look(host)).toEqual([{ field: "program", after: "thing 1.2.3" }]);
  await fetchedProgram.apply(host.bind(), spec, await look(host));
  expect(await look(host)).toEqual([]);
  expect(host.machine.runs.map(([, ...words]) => words.join(" "))).toEqual([
    `download-file ${spec.url} ${spec.path}.partial/archive.tgz SHA256:${spec.sha256}`,
    `--extract --gzip --no-same-owner --file=${spec.path}.partial/archive.tgz --directory=${spec.path}.partial thing/thing`,
    `--no-target-directory ${spec.path}.partial/thing/thing ${spec.path}`,
  ]);
  expect(host.machine.files.follow(spec.path)?.mode).toBe(0o755);
  expect(host.machine.files.entry(`${spec.path}.partial`)).toBeUndefined();
});

test("what apt's helper refuses is not there", async () => {
  const host = new FakeHost();
  host.machine.files.makeDirectory("/opt/thing", { mode: 0o755 });
  host.machine.programs.set("/usr/lib/apt/apt-helper", () => ({
    exitCode: 100,
    stdout: "",
    stderr: "E: Failed to fetch: Hash Sum mismatch",
  }));
  await expect(fetchedProgram.apply(host.bind(), spec, [])).rejects.toThrow("download-file");
  expect(await look(host)).toHaveLength(1);
});
