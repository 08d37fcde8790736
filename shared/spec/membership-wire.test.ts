import { describe, expect, test } from "vitest";
import { fullMembership, minimalMembership } from "../../test/support/memberships.ts";
import { messageInvalidError } from "../errors/rpc-errors.ts";
import { decodeMembership, encodeMembership } from "./membership-wire.ts";

describe("a membership on the wire", () => {
  test.each([
    ["with every part", fullMembership()],
    ["with no optional part", minimalMembership()],
  ])("comes back as it was, %s", (_title, membership) => {
    expect(decodeMembership(encodeMembership(membership))).toStrictEqual(membership);
  });

  test("is refused when it has no number", () => {
    const bytes = encodeMembership({ ...minimalMembership(), number: 0 });
    expect(() => decodeMembership(bytes)).toThrow(
      expect.objectContaining({ code: messageInvalidError.code }),
    );
  });

  test("is refused when its bytes are something else", () => {
    expect(() => decodeMembership(Buffer.from("members: []\n"))).toThrow(
      expect.objectContaining({ code: messageInvalidError.code }),
    );
  });
});
