import { expect, test } from "vitest";
import { parseMirrors } from "./machine-mirrors.ts";

test("only Debian's own suites of the release are taken, each once", () => {
  const targets = [
    "Debian|bookworm|http://mirror.example/debian/|bookworm|main",
    "Debian|bookworm|http://mirror.example/debian/|bookworm|main",
    "Debian|bookworm-security|http://mirror.example/security/|bookworm-security|main",
    "Debian|trixie|http://mirror.example/debian/|trixie|main",
    "Somebody|bookworm|http://else.example/|bookworm|main",
  ].join("\n");
  expect(parseMirrors(targets, "bookworm")).toEqual([
    "deb http://mirror.example/debian/ bookworm main",
    "deb http://mirror.example/security/ bookworm-security main",
  ]);
});

test("a machine without Debian sources has none", () => {
  expect(parseMirrors("", "bookworm")).toEqual([]);
});
