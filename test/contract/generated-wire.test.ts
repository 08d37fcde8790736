import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("the generated wire is that of the protos", () => {
  const script = join(import.meta.dirname, "../../packaging/generate.ts");
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect({ status, stderr }).toStrictEqual({ status: 0, stderr: "" });
});
