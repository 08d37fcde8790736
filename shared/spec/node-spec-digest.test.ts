import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { fullNodeSpec, minimalNodeSpec } from "../../test/support/node-specs.ts";
import { encodeNodeSpec } from "./node-spec-wire.ts";
import { createSpecDigester, decodeWithoutFirewall } from "./node-spec-digest.ts";

const plainDigest = (payload: Uint8Array): string =>
  createHash("sha256").update(payload).digest("hex");

describe("the digest of a spec", () => {
  test.each([
    ["a full one", fullNodeSpec()],
    ["a small one", minimalNodeSpec()],
  ])("is that of its payload: %s", (_, spec) => {
    const digestOf = createSpecDigester();
    expect(digestOf(spec)).toBe(plainDigest(encodeNodeSpec(spec)));
    expect(digestOf(spec)).toBe(plainDigest(encodeNodeSpec(spec)));
  });

  test("tells hosts of the same members apart", () => {
    const digestOf = createSpecDigester();
    const { firewall, ...spec } = fullNodeSpec();
    const other = { ...spec, ...(firewall && { firewall: { ...firewall, sshPorts: [2022] } }) };
    digestOf({ ...spec, ...(firewall && { firewall }) });
    expect(digestOf(other)).toBe(plainDigest(encodeNodeSpec(other)));
  });
});

test("a spec is read without its firewall, and else is what it was", () => {
  const { firewall, ...rest } = fullNodeSpec();
  expect(firewall?.members).not.toEqual([]);
  expect(decodeWithoutFirewall(encodeNodeSpec(fullNodeSpec()))).toEqual(
    decodeWithoutFirewall(encodeNodeSpec(rest)),
  );
  expect(decodeWithoutFirewall(encodeNodeSpec(rest)).firewall).toBeUndefined();
});
