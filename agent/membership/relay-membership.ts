import type { Log } from "../../shared/log/log.ts";
import type { MembershipServiceClient } from "../../shared/rpc/gen/membership-service.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import type { SignedDocument } from "../../shared/pki/signed-document.ts";
import {
  fromWireSignedDocument,
  toWireSignedDocument,
} from "../../shared/spec/signed-document-wire.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { Accepted } from "../state/document-store.ts";

export interface RelayPorts {
  /** This host's name. */
  readonly self: string;
  readonly current: () => Accepted<Membership> | undefined;
  /** Judges signature and number; throws. */
  readonly accept: (document: SignedDocument) => Promise<unknown>;
  /** Throws where nobody answers. */
  readonly connect: (member: Member) => Promise<RelayConnection>;
  /** May be aborted by never resolving: it is how this ends. */
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
}

export interface RelayConnection {
  readonly membership: Pick<MembershipServiceClient, "getMembership" | "putMembership">;
  readonly close: () => void;
}

/** A host that was away catches up as soon as its network is there. */
const FIRST_MS = 2_000;
const EVERY_MS = 300_000;
/** Agents started together do not stay together. */
const JITTER = 0.2;
/** Of members that do not answer, in one round. */
const MOST_TRIES = 3;

/**
 * Compares memberships with one other member now and then, for ever: the higher number goes from one to
 * the other, so that what a controller told some reaches those that were away. Masters are asked first,
 * for each of them hears of many.
 */
export const relayMembership = async (ports: RelayPorts): Promise<never> => {
  let waitMs = FIRST_MS;
  for (;;) {
    await ports.pause(waitMs * (1 + ports.random() * JITTER));
    const isHeard = await compareWithOne(ports);
    waitMs = isHeard ? EVERY_MS : Math.min(waitMs * 2, EVERY_MS);
  }
};

/** Whether a member answered; true also where there is none but this host. */
const compareWithOne = async (ports: RelayPorts): Promise<boolean> => {
  const members = chooseMembers(ports);
  for (const member of members) {
    try {
      await compareWith(member, ports);
      return true;
    } catch (error) {
      const { code, message } = toPharosError(error);
      ports.log.info("memberships were not compared", { member: member.name, code, message });
    }
  }
  return members.length === 0;
};

const chooseMembers = ({ current, self, random }: RelayPorts): readonly Member[] =>
  (current()?.content.members ?? [])
    .filter(({ name, state }) => state === "member" && name !== self)
    .map((member) => ({ member, at: random() + (member.role === "master" ? 0 : 1) }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, MOST_TRIES)
    .map(({ member }) => member);

const compareWith = async (member: Member, ports: RelayPorts): Promise<void> => {
  const connection = await ports.connect(member);
  try {
    const { number, membership } = await connection.membership.getMembership({ newerThan: 0 });
    const own = ports.current();
    if (own !== undefined && number < own.content.number) {
      const offered = { membership: toWireSignedDocument(own.document), welcome: true };
      await connection.membership.putMembership(offered);
    } else if (membership !== undefined) {
      // Of the same number, too: two memberships with one number are to be seen.
      await ports.accept(fromWireSignedDocument("membership", membership));
    }
  } finally {
    connection.close();
  }
};
