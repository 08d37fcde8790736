import { expect, test } from "vitest";
import { checkEffects } from "./check-effects.ts";
import { readParts } from "./config-parts.ts";

const warned = (tree: Parameters<typeof readParts>[0]) =>
  checkEffects(readParts(tree)).map(({ path, severity }) => [path.join("."), severity]);

test("a key that changes nothing yet is warned of at its place", () => {
  const tree = {
    maintenance: { windows: [{ start: "02:00", end: "05:00" }] },
    hosts: [{ address: "192.0.2.1" }],
  };
  expect(warned(tree)).toEqual([["maintenance.windows", "warning"]]);
});

test("what asks for nothing is not warned of", () => {
  expect(warned({ maintenance: { windows: [] }, hosts: [] })).toEqual([]);
});
