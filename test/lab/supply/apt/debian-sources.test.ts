import { expect, test } from "vitest";
import { parseIndexTargets, renderDebianSources } from "./debian-sources.ts";

const answer = [
  "Debian\thttp://mirror.example/debian/\tbookworm\tmain",
  "Debian\thttp://mirror.example/debian/\tbookworm\tmain",
  "Debian\thttp://mirror.example/security/\tbookworm-security\tmain",
  "Other\thttps://vendor.example/\tstable\tmain",
  "",
].join("\n");

test("the machine's Debian mirrors become sources for binaries and sources, once each", () => {
  const signed = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]";
  expect(renderDebianSources(parseIndexTargets(answer)).split("\n")).toEqual([
    `deb ${signed} http://mirror.example/debian/ bookworm main`,
    `deb-src ${signed} http://mirror.example/debian/ bookworm main`,
    `deb ${signed} http://mirror.example/security/ bookworm-security main`,
    `deb-src ${signed} http://mirror.example/security/ bookworm-security main`,
    "",
  ]);
});

test("an answer without a Debian mirror gives no sources", () => {
  expect(renderDebianSources(parseIndexTargets("Other\thttps://v.example/\tstable\tmain\n"))).toBe(
    "",
  );
});
