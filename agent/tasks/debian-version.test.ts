import { expect, test } from "vitest";
import { toUpstreamVersion } from "./debian-version.ts";

test.each([
  ["1.20.2-1.1", "1.20.2"],
  ["1:1.20.2-1.1", "1.20.2"],
  ["1.6.20~ds1-1+deb12u1", "1.6.20~ds1"],
  ["2.0-rc-1", "2.0-rc"],
  ["1.20.2", "1.20.2"],
])("the upstream version of %s is %s", (version, upstream) => {
  expect(toUpstreamVersion(version)).toBe(upstream);
});
