import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import { minimalMembership } from "../../test/support/memberships.ts";
import { openClusterSession } from "./cluster-session.ts";
import { readMembershipFile, writeMembershipFile } from "./membership-file.ts";

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "session-"));
});
afterEach(() => rm(base, { recursive: true }));

const options = { now: () => new Date() };
const load = async (name = "name: one\n") =>
  (
    await loadConfigText(
      `${name}network: {provider: bridge}\nhosts: [{address: 192.0.2.1, role: master}]\n`,
    )
  ).config;

describe("a new cluster", () => {
  test("is a draft that leaves nothing when it is given up", async () => {
    const session = await openClusterSession(base, await load(), options);
    expect(session.isDraft).toBe(true);
    await session.discard();
    expect(await readdir(base)).toEqual([]);
  });

  test("is there under its name when it is kept", async () => {
    const session = await openClusterSession(base, await load(), options);
    const kept = await session.keep();
    expect(await readdir(base)).toEqual(["one"]);
    const again = await openClusterSession(base, await load(), options);
    expect(again).toMatchObject({ isDraft: false });
    expect(again.keystore.cluster.id).toBe(kept.keystore.cluster.id);
  });

  test("of two that are made at once one is told that the name is taken", async () => {
    const config = await load();
    const first = await openClusterSession(base, config, options);
    const second = await openClusterSession(base, config, options);
    await first.keep();
    await expect(second.keep()).rejects.toMatchObject({ code: "KEYSTORE_EXISTS" });
  });

  test("clears drafts that killed invocations left, but no young ones", async () => {
    const old = join(base, ".draft-000000");
    await mkdir(join(old, "one"), { recursive: true });
    await mkdir(join(base, ".draft-111111"));
    await utimes(old, new Date(0), new Date(0));
    const session = await openClusterSession(base, await load(), options);
    await session.discard();
    expect(await readdir(base)).toEqual([".draft-111111"]);
  });
});

describe("a cluster that is there", () => {
  const keep = async () => {
    const session = await (await openClusterSession(base, await load(), options)).keep();
    const content = minimalMembership();
    const document = session.keystore.signMembership(encodeMembership(content));
    await writeMembershipFile(session.keystore.folder, document);
    return session;
  };

  test("is found without its name by the addresses of its hosts", async () => {
    await keep();
    const session = await openClusterSession(base, await load(""), options);
    expect(session.keystore.cluster.name).toBe("one");
    expect(session.membership?.content).toEqual(minimalMembership());
  });

  test("keeps its membership in one file for its owner alone", async () => {
    const { keystore } = await keep();
    expect(await readdir(keystore.folder)).toContain("membership.json");
    expect((await readMembershipFile(keystore.folder))?.content.number).toBe(1);
  });

  test("is never taken for new because its membership cannot be read", async () => {
    const { keystore } = await keep();
    const file = join(keystore.folder, "membership.json");
    await writeFile(file, '{"keyId": ');
    const opened = openClusterSession(base, await load(), options);
    await expect(opened).rejects.toMatchObject({ code: "KEYSTORE_DAMAGED", fields: { file } });
    await rm(file);
    await mkdir(file);
    await expect(openClusterSession(base, await load(), options)).rejects.toThrow("EISDIR");
  });
});
