import { codecOf } from "../../shared/rpc/codec.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import { decodeMembership, encodeMembership } from "../../shared/spec/membership-wire.ts";
import { decodeNodeSpec, encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { fromWirePlan } from "../../shared/spec/plan-wire.ts";
import { fromWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import { minimalMembership } from "../support/memberships.ts";
import { minimalNodeSpec } from "../support/node-specs.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutatedText } from "./mutated-text.ts";

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const toBytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

const good = [encodeNodeSpec(minimalNodeSpec()), encodeMembership(minimalMembership())].map(toText);

/** What a peer sends that is let in. */
const decoders: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  "node-spec-bytes": decodeNodeSpec,
  "membership-bytes": decodeMembership,
  "facts-bytes": (bytes) => {
    const { facts } = codecOf("pharos.v1.GetFactsResponse").decode(bytes);
    return facts && fromWireFacts(facts);
  },
  "plan-bytes": (bytes) => {
    const { plan } = codecOf("pharos.v1.PlanResponse").decode(bytes);
    return plan && fromWirePlan(plan);
  },
  "run-record-bytes": (bytes) => fromWireRunRecord(codecOf("pharos.v1.RunRecord").decode(bytes)),
};

export const wireTargets: readonly FuzzTarget[] = Object.entries(decoders).map(
  ([name, decode]) => ({
    name,
    input: mutatedText(good),
    take: async (text) => void decode(toBytes(text)),
  }),
);
