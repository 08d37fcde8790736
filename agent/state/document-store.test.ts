import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signDocument } from "../../shared/pki/signed-document.ts";
import { generateSigningKey, toSigner } from "../../shared/pki/signing-key.ts";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { minimalMembership } from "../../test/support/memberships.ts";
import { minimalNodeSpec } from "../../test/support/node-specs.ts";
import { agentPaths, type AgentPaths } from "./agent-paths.ts";
import { openMembershipStore, openSpecStore } from "./cluster-document-stores.ts";

const key = generateSigningKey();
const { cluster } = minimalMembership();
const config = { clusterId: cluster.id, host: "worker-1", port: 7443 };

let root: string;
let paths: AgentPaths;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "documents-"));
  paths = agentPaths(root);
});
afterEach(() => rm(root, { recursive: true }));

const membership = (over: Partial<Membership> = {}, signer = key) => {
  const content = { ...minimalMembership(), signers: [toSigner(key)], ...over };
  return signDocument("membership", encodeMembership(content), signer);
};
const open = () => openMembershipStore(paths, cluster.id, [toSigner(key)]);
const codeOf = (accepted: Promise<unknown>) =>
  accepted.then(
    () => "accepted",
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
  );

describe("a membership is accepted", () => {
  test("with a higher number, and is there after a restart", async () => {
    const store = await open();
    await store.accept(membership({ number: 4 }));
    await store.accept(membership({ number: 9 }));
    expect((await open()).current()?.content.number).toBe(9);
    expect((await stat(paths.membership)).mode & 0o777).toBe(0o600);
  });

  test("again without being written again", async () => {
    const store = await open();
    const first = await store.accept(membership({ number: 4 }));
    const { mtimeMs } = await stat(paths.membership);
    expect(await store.accept(membership({ number: 4 }))).toBe(first);
    expect((await stat(paths.membership)).mtimeMs).toBe(mtimeMs);
  });

  test("from a signer that the accepted one has brought", async () => {
    const second = generateSigningKey();
    const store = await open();
    await store.accept(membership({ number: 2, signers: [toSigner(key), toSigner(second)] }));
    expect(await codeOf(store.accept(membership({ number: 3 }, second)))).toBe("accepted");
  });

  test("in the order of numbers when many come at once", async () => {
    const store = await open();
    const numbers = [3, 9, 5, 1, 7];
    await Promise.allSettled(numbers.map((number) => store.accept(membership({ number }))));
    expect(store.current()?.content.number).toBe(9);
    expect((await open()).current()?.content.number).toBe(9);
  });
});

describe("a membership is refused", () => {
  test.each([
    {
      why: "with a lower number",
      document: () => membership({ number: 4 }),
      code: "NUMBER_TOO_LOW",
    },
    {
      why: "with the same number and other content",
      document: () => membership({ number: 5, revokedSerials: ["ff"] }),
      code: "NUMBER_REUSED",
    },
    {
      why: "from an unknown signer",
      document: () => membership({ number: 6 }, generateSigningKey()),
      code: "SIGNER_UNKNOWN",
    },
    {
      why: "when it was changed on its way",
      document: () => ({
        ...membership({ number: 6 }),
        payload: membership({ number: 7 }).payload,
      }),
      code: "SIGNATURE_INVALID",
    },
    {
      why: "signed as another kind of document",
      document: () => ({ ...membership({ number: 6 }), kind: "node-spec" as const }),
      code: "SIGNATURE_INVALID",
    },
    {
      why: "of another cluster",
      document: () => membership({ number: 6, cluster: { ...cluster, id: "other" } }),
      code: "DOCUMENT_FOR_OTHER",
    },
  ])("$why: $code, and nothing changes", async ({ document, code }) => {
    const store = await open();
    await store.accept(membership({ number: 5 }));
    expect(await codeOf(store.accept(document()))).toBe(code);
    expect(store.current()?.content.number).toBe(5);
    expect((await open()).current()?.content.number).toBe(5);
  });
});

test("a stored document that cannot be read is an error that names its file", async () => {
  await (await open()).accept(membership({ number: 5 }));
  await writeFile(paths.membership, "{");
  await expect(open()).rejects.toMatchObject({
    code: "STATE_UNREADABLE",
    fields: { path: paths.membership },
  });
});

test("nothing but the documents themselves is left in the folder", async () => {
  const store = await open();
  await Promise.all([1, 2, 3].map((number) => store.accept(membership({ number })).catch(() => 0)));
  expect(await readdir(join(paths.state, "spec"))).toEqual(["membership.json"]);
});

describe("a spec", () => {
  const openSpecs = async () => {
    const members = await open();
    await members.accept(membership({ number: 1 }));
    return await openSpecStore(paths, config, members);
  };
  const spec = (over: Partial<ReturnType<typeof minimalNodeSpec>>, signer = key) =>
    signDocument("node-spec", encodeNodeSpec({ ...minimalNodeSpec(), cluster, ...over }), signer);

  test("is accepted for this host, signed by a signer of the membership", async () => {
    expect(await codeOf((await openSpecs()).accept(spec({ generation: 1 })))).toBe("accepted");
  });

  test.each([
    {
      why: "with a lower generation",
      document: () => spec({ generation: 4 }),
      code: "NUMBER_TOO_LOW",
    },
    {
      why: "with the same generation and other content",
      document: () => spec({ generation: 5, address: "192.0.2.99" }),
      code: "NUMBER_REUSED",
    },
    {
      why: "of a signer that the membership does not know",
      document: () => spec({ generation: 6 }, generateSigningKey()),
      code: "SIGNER_UNKNOWN",
    },
    {
      why: "that was changed on its way",
      document: () => ({ ...spec({ generation: 6 }), payload: spec({ generation: 7 }).payload }),
      code: "SIGNATURE_INVALID",
    },
    {
      why: "of another host",
      document: () => spec({ generation: 6, host: "worker-2" }),
      code: "DOCUMENT_FOR_OTHER",
    },
    {
      why: "of another cluster",
      document: () => spec({ generation: 6, cluster: { ...cluster, id: "other" } }),
      code: "DOCUMENT_FOR_OTHER",
    },
  ])("$why is refused: $code, and what was accepted stays", async ({ document, code }) => {
    await (await openSpecs()).accept(spec({ generation: 5 }));
    const store = await openSpecs();
    expect(await codeOf(store.accept(document()))).toBe(code);
    expect((await openSpecs()).current()?.content.generation).toBe(5);
  });

  test("that was accepted is nothing new when it is played again", async () => {
    const store = await openSpecs();
    let told = 0;
    store.observe(() => void (told += 1));
    for (const document of [spec({ generation: 5 }), spec({ generation: 5 })])
      await store.accept(document);
    expect(told).toBe(1);
  });

  test("on disk that cannot be read is an error that names its file", async () => {
    await (await openSpecs()).accept(spec({ generation: 5 }));
    await writeFile(paths.spec, "{");
    await expect(openSpecs()).rejects.toMatchObject({
      code: "STATE_UNREADABLE",
      fields: { path: paths.spec },
    });
  });
});
