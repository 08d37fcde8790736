import { expect, test } from "vitest";
import { releaseListPaths, renderSources } from "./repository-files.ts";

const repository = {
  name: "pharos-x",
  uri: "https://a.test/deb",
  suite: "stable",
  components: ["main", "extra"],
  key: "",
};

test("a repository with components is written as deb822", () => {
  expect(renderSources(repository).split("\n").slice(1)).toEqual([
    "Types: deb",
    "URIs: https://a.test/deb",
    "Suites: stable",
    "Components: main extra",
    "Signed-By: /etc/apt/keyrings/pharos-x.asc",
    "",
  ]);
});

test("a flat repository has no components", () => {
  expect(renderSources({ ...repository, suite: "/", components: [] })).not.toContain("Components");
});

// Names as apt 2.6 was seen to give them.
test.each([
  [
    "http://127.0.0.1:8000/core:/stable:/v1.28/deb_x~y",
    "/",
    "127.0.0.1:8000_core:_stable:_v1.28_deb%5fx%7ey_InRelease",
  ],
  ["http://127.0.0.1:8000/", "/", "127.0.0.1:8000_InRelease"],
  [
    "http://deb.test/debian-security",
    "bookworm-security",
    "deb.test_debian-security_dists_bookworm-security_InRelease",
  ],
  ["https://user:pass@deb.test/debian", "bookworm", "deb.test_debian_dists_bookworm_InRelease"],
])("apt keeps the index of %s %s in %s", (uri, suite, name) => {
  expect(releaseListPaths({ uri, suite })).toContain(`/var/lib/apt/lists/${name}`);
});
