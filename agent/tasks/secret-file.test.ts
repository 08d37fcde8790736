import { expect, test } from "vitest";
import { secretMissing } from "../../shared/errors/spec-errors.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { secretMark, wholeSecret } from "../secrets/secret-text.ts";
import { secretFile } from "./secret-file.ts";

const spec = {
  path: "/etc/pharos/control-plane/key-1.pem",
  ...wholeSecret({ name: "control-plane-key.pem", hash: "aa" }),
};

const given = (host: FakeHost, value: string, hash = "aa"): FakeHost => {
  host.machine.files.makeDirectory("/etc/pharos/control-plane", { mode: 0o700 });
  host.machine.files.seed("/var/lib/pharos/secrets/control-plane-key.pem", value);
  host.machine.files.seed("/var/lib/pharos/secrets/control-plane-key.pem#hash", hash);
  return host;
};

const look = async (host: FakeHost) =>
  secretFile.diff(await secretFile.check(host.reader, spec), spec);

const apply = async (host: FakeHost) => secretFile.apply(host.bind(), spec, await look(host));

test("is written from what the host was given, for root alone, and its text is not told", async () => {
  const host = given(new FakeHost(), "the key");
  expect(await look(host)).toEqual([{ field: "text", after: "(secret)" }]);
  await apply(host);
  expect(host.machine.files.entry(spec.path)).toMatchObject({ text: "the key", mode: 0o600 });
  expect(await look(host)).toEqual([]);
});

test("another text in its place, or readers, are put right", async () => {
  const host = given(new FakeHost(), "the key");
  host.machine.files.seed(spec.path, "another", { mode: 0o644 });
  expect(await look(host)).toEqual([
    { field: "text", before: "(another)", after: "(secret)" },
    { field: "mode", before: "0644", after: "0600" },
  ]);
  await apply(host);
  expect(await look(host)).toEqual([]);
});

test("without its value it can be planned and not be made", async () => {
  const host = given(new FakeHost(), "an older key", "bb");
  expect(await look(host)).toEqual([{ field: "text", after: "(secret)" }]);
  await expect(apply(host)).rejects.toSatisfy(secretMissing.is);
});

test("a text around a secret tells of another one where the secret itself is not known", async () => {
  const host = given(new FakeHost(), "the key");
  const around = (mark: string) => ({
    path: spec.path,
    text: `# ${mark}\nkey = "${secretMark({ name: "control-plane-key.pem", hash: mark })}"\n`,
    secrets: [{ name: "control-plane-key.pem", hash: mark }],
  });
  const see = async (mark: string) =>
    secretFile.diff(await secretFile.check(host.reader, around(mark)), around(mark));
  await secretFile.apply(host.bind(), around("aa"), await see("aa"));
  expect(host.machine.files.entry(spec.path)).toMatchObject({ text: '# aa\nkey = "the key"\n' });
  expect(await see("bb")).toEqual([{ field: "text", before: "(another)", after: "(secret)" }]);
  given(host, "another key", "bb");
  expect(await see("aa")).toEqual([]);
});
