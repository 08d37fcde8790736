import { expect, test } from "vitest";
import { isNewerVersion, toUpstreamVersion } from "./debian-version.ts";

test.each([
  ["1.20.2-1.1", "1.20.2"],
  ["1:1.20.2-1.1", "1.20.2"],
  ["1.6.20~ds1-1+deb12u1", "1.6.20~ds1"],
  ["2.0-rc-1", "2.0-rc"],
  ["1.20.2", "1.20.2"],
])("the upstream version of %s is %s", (version, upstream) => {
  expect(toUpstreamVersion(version)).toBe(upstream);
});

test.each([
  ["1.20.10", "1.20.9", true],
  ["1.21.0", "1.20.9", true],
  ["1.20.2", "1.20.2", false],
  ["1.20.2", "1.20.3", false],
  ["1.9.9", "1.20.0", false],
])("%s is newer than %s: %s", (a, b, isNewer) => {
  expect(isNewerVersion(a, b)).toBe(isNewer);
});
