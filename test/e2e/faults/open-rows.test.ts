import { expect, test } from "vitest";
import { renderOpenRows } from "./open-rows.ts";

const page = "before\n<!-- open rows -->\nold\n<!-- end of open rows -->\nafter\n";

test("rows that failed or have not run are listed, and nothing else of the page changes", () => {
  const rows = [
    { name: "a", result: "passed" },
    { name: "b", result: "failed", at: "2026-11-23T00:00Z" },
    { name: "c", result: "not run" },
  ] as const;
  const list = "\n\n- `b`: failed, 2026-11-23T00:00Z\n- `c`: not run\n\n";
  expect(renderOpenRows(page, rows)).toBe(
    `before\n<!-- open rows -->${list}<!-- end of open rows -->\nafter\n`,
  );
});

test("a matrix that has passed says so", () => {
  expect(renderOpenRows(page, [])).toContain("\n\nNone.\n\n");
});
