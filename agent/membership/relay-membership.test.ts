import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { numberReused } from "../../shared/errors/coordination-errors.ts";
import { signerUnknown } from "../../shared/errors/pki-errors.ts";
import { type SignedDocument, signDocument } from "../../shared/pki/signed-document.ts";
import { generateSigningKey, toSigner } from "../../shared/pki/signing-key.ts";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import {
  fromWireSignedDocument,
  toWireSignedDocument,
} from "../../shared/spec/signed-document-wire.ts";
import { minimalMembership } from "../../test/support/memberships.ts";
import { agentPaths } from "../state/agent-paths.ts";
import { openMembershipStore } from "../state/cluster-document-stores.ts";
import type { DocumentStore } from "../state/document-store.ts";
import { type RelayConnection, relayMembership } from "./relay-membership.ts";

const key = generateSigningKey();
const { cluster } = minimalMembership();

const member = (name: string): Member => ({
  name,
  address: "192.0.2.1",
  privateAddress: "10.0.0.1",
  role: name.startsWith("m") ? "master" : "worker",
  state: name.startsWith("gone") ? "removed" : "member",
});

const sign = (over: Partial<Membership>, signer = key): SignedDocument => {
  const members = ["m1", "w1", "w2", "gone"].map(member);
  const content = { ...minimalMembership(), members, signers: [toSigner(key)], ...over };
  return signDocument("membership", encodeMembership(content), signer);
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "relay-"));
});
afterEach(() => rm(root, { recursive: true }));

const storeWith = async (name: string, document: SignedDocument) => {
  const signers = [toSigner(key)];
  const store = await openMembershipStore(agentPaths(join(root, name)), cluster.id, signers);
  await store.accept(document);
  return store;
};

/** What another agent answers, with what is in its store. */
const answering = (store: DocumentStore<Membership>): RelayConnection => ({
  membership: {
    getMembership: async () => {
      const accepted = store.current();
      return {
        number: accepted?.content.number ?? 0,
        membership: accepted && toWireSignedDocument(accepted.document),
      };
    },
    putMembership: async ({ membership }) => {
      const { content } = await store.accept(fromWireSignedDocument("membership", membership));
      return { number: content.number, newer: undefined };
    },
  },
  close: () => undefined,
});

/** Ends the endless relay from within. */
class Enough extends Error {}

interface Relay {
  readonly store: DocumentStore<Membership>;
  readonly peers: Readonly<Record<string, RelayConnection>>;
  readonly rounds?: number;
}

/** What w2 does in some rounds: whom it asked, how long it waited, which errors it met. */
const relay = async ({ store, peers, rounds = 1 }: Relay) => {
  const asked: string[] = [];
  const waits: number[] = [];
  const codes: unknown[] = [];
  const relaying = relayMembership({
    self: "w2",
    current: store.current,
    accept: store.accept,
    connect: async ({ name }) => {
      asked.push(name);
      return peers[name] ?? (await Promise.reject(new Error("nobody answers")));
    },
    pause: async (ms) => {
      waits.push(ms);
      if (waits.length > rounds) throw new Enough();
    },
    random: () => 0,
    log: { info: (_text, fields) => void codes.push(fields?.["code"]), warn: () => undefined },
  });
  await expect(relaying).rejects.toThrow(Enough);
  return { asked, waits, codes };
};

const numberOf = (store: DocumentStore<Membership>) => store.current()?.content.number;

describe("two agents that compare their memberships", () => {
  test("a host that was away gets the newest, with who came and what was revoked", async () => {
    const store = await storeWith("w2", sign({ number: 3 }));
    const changed = { number: 9, members: [member("m1")], revokedSerials: ["0f".repeat(16)] };
    const master = await storeWith("m1", sign(changed));
    await relay({ store, peers: { m1: answering(master) } });
    expect(store.current()?.content).toMatchObject(changed);
  });

  test("a host that knows more than the other hands it on", async () => {
    const store = await storeWith("w2", sign({ number: 9 }));
    const master = await storeWith("m1", sign({ number: 3 }));
    await relay({ store, peers: { m1: answering(master) } });
    expect([numberOf(store), numberOf(master)]).toEqual([9, 9]);
  });

  test("one that no signer has made is refused, and what it had stays", async () => {
    const store = await storeWith("w2", sign({ number: 3 }));
    const forged = sign({ number: 9 }, generateSigningKey());
    const liar: RelayConnection = {
      ...answering(store),
      membership: {
        ...answering(store).membership,
        getMembership: async () => ({ number: 9, membership: toWireSignedDocument(forged) }),
      },
    };
    const { codes } = await relay({ store, peers: { m1: liar } });
    expect([numberOf(store), codes[0]]).toEqual([3, signerUnknown.code]);
  });

  test("two with the same number and other content are seen, and each keeps its own", async () => {
    const store = await storeWith("w2", sign({ number: 3 }));
    const forked = await storeWith("m1", sign({ number: 3, revokedSerials: ["0f".repeat(16)] }));
    const { codes } = await relay({ store, peers: { m1: answering(forked) } });
    expect(codes[0]).toBe(numberReused.code);
    expect(store.current()?.content.revokedSerials).toEqual([]);
  });
});

test("masters are asked first, then others; who was removed and oneself never", async () => {
  const store = await storeWith("w2", sign({ number: 3 }));
  expect((await relay({ store, peers: {} })).asked).toEqual(["m1", "w1"]);
});

test("while nobody answers it is asked ever more rarely, at last as often as in peace", async () => {
  const store = await storeWith("w2", sign({ number: 3 }));
  const { waits } = await relay({ store, peers: {}, rounds: 9 });
  expect(waits.map((ms) => ms / 1000)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  const peace = await relay({ store, peers: { m1: answering(store) }, rounds: 2 });
  expect(peace.waits).toEqual([2_000, 300_000, 300_000]);
});
