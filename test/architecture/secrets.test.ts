import { expect, test } from "vitest";
import { readSources, type Source } from "./read-sources.ts";

const agent = await readSources("agent");
const controller = await readSources("controller");
const product = [...agent, ...controller, ...(await readSources("shared"))];

/** Paths of files in whose text something is found. */
const filesWith = (pattern: RegExp, sources: readonly Source[] = product): readonly string[] =>
  sources
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .toSorted();

test("no program is started by way of a shell of this machine", () => {
  expect(
    filesWith(/\bshell: (true|")|\bexec(File)?Sync\b|[{ ,]exec[ ,}].*node:child_process/),
  ).toEqual([]);
});

test("the agent runs no shell, whoever asks", () => {
  expect(filesWith(/"(\/bin\/)?(ba|da|z)?sh"/, agent)).toEqual([]);
});

test("the controller has a shell of a host run scripts of its own only, before there is an agent", () => {
  expect(filesWith(/"(\/bin\/)?(ba|da|z)?sh"/)).toEqual([
    "controller/adopt/read-node-host.ts",
    "controller/bootstrap/hold-on-host.ts",
    "controller/bootstrap/probe-host.ts",
    "controller/bootstrap/read-kept-documents.ts",
    "controller/bootstrap/stage-agent.ts",
  ]);
});

test("no code is made of text, but for one call of V8's collector that is ours", () => {
  expect(filesWith(/\beval\(|new Function\(|from "node:vm"/)).toEqual(["agent/keep-heap-small.ts"]);
});

test("no program is given a secret as an argument", () => {
  // Those that keep one from being printed, that ask for none, or that take a path or a name.
  const harmless =
    /--(skip-token-print|skip-certificate-key-print|no-ask-password|accept-host-keys|ssh-key|key-file|dynamic-serving-ca-secret-name(space)?)\b/g;
  const risky = product.filter(({ text }) =>
    /"--[a-z-]*(token|password|passphrase|secret|key|credential)/.test(
      text.replaceAll(harmless, ""),
    ),
  );
  expect(risky.map(({ path }) => path)).toEqual([]);
});

test("files are written in few places, which see to their modes", () => {
  const writes =
    /\b(writeFile|appendFile|createWriteStream|openSync|writeFileSync|open)\b[^;]*from "node:fs/;
  expect(filesWith(writes)).toEqual([
    "agent/engine/journal.ts",
    "agent/etcd/receive-snapshot.ts",
    "agent/host/real/real-etcd.ts",
    "agent/host/real/real-file-writer.ts",
    "agent/host/real/real-kernel.ts",
    "agent/install/install-build.ts",
    "agent/install/shelf.ts",
    "agent/state/append-line.ts",
    "agent/state/write-atomic.ts",
    "agent/update/receive-build.ts",
    "agent/update/unpack-file.ts",
    "controller/bootstrap/known-hosts-file.ts",
    "controller/cli/local-files.ts",
    "controller/cluster/public-repository.ts",
    "controller/etcd/write-snapshot-file.ts",
    "controller/keystore/keystore-file.ts",
  ]);
});

test("what may hold a key is for its owner alone unless a task says otherwise", () => {
  const closed = [
    "agent/engine/journal.ts",
    "agent/etcd/receive-snapshot.ts",
    "agent/host/real/real-etcd.ts",
    "agent/host/real/real-file-writer.ts",
    "agent/state/append-line.ts",
    "agent/state/write-atomic.ts",
    "agent/update/receive-build.ts",
    "controller/etcd/write-snapshot-file.ts",
    "controller/keystore/keystore-file.ts",
  ];
  const opens = /open\((path|temporary), "(a|wx)", 0o600\)|mode = 0o600/;
  expect(filesWith(opens)).toEqual(closed);
});

test("TLS is never spoken without looking at the other's certificate", () => {
  expect(
    filesWith(
      /rejectUnauthorized: false|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity: \(\) =>/,
    ),
  ).toEqual([]);
});
