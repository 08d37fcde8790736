import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "./read-sources.ts";

const MAX_LINES = 40;
const folders = ["agent", "controller", "docs", "packaging", "proto", "shared", "systemd", "test"];

describe.each(folders)("the README of %s", (folder) => {
  const read = () => readFile(join(repository, folder, "README.md"), "utf8");

  test("fits on a screen", async () => {
    expect((await read()).trimEnd().split("\n").length).toBeLessThanOrEqual(MAX_LINES);
  });

  test("says what lives there, what may import it, and how to add something", async () => {
    const text = await read();
    expect(text).toMatch(/^# /);
    expect(text).toContain("## What may import it");
    expect(text).toContain("## To add");
  });
});
