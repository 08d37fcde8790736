import { describe, expect, test } from "vitest";
import { issuesOfText } from "../../test/support/load-config-text.ts";

describe("what this version does not run", () => {
  test.each([
    ["charts: []", "is"],
    ["bundle: x", "is"],
  ])("%s is refused, not ignored", async (text, subject) => {
    expect(await issuesOfText(text)).toContainEqual(
      expect.stringContaining(` ${subject} not supported by this version yet (`),
    );
  });
});
