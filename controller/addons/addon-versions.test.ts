import { describe, expect, test } from "vitest";
import { compareMinors } from "../../shared/versions/kubernetes-version.ts";
import { supportedMinors, versionRow } from "../../shared/versions/version-table.ts";
import { addonReleases, addonVersion } from "./addon-versions.ts";

describe("releases of addons", () => {
  test.each(Object.entries(addonReleases))("of %s are listed newest first", (_, releases) => {
    const minors = releases.map(({ from }) => from);
    expect(minors).toEqual(minors.toSorted((a, b) => compareMinors(b, a)));
  });

  test.each(Object.entries(addonReleases))("of %s begin with the oldest minor", (_, releases) => {
    expect(releases.at(-1)?.from).toBe(supportedMinors[0]);
  });

  test("follow the version of Kubernetes", () => {
    const versions = supportedMinors.map((minor) =>
      addonVersion("metrics-server", versionRow(minor).knownVersion),
    );
    expect([...new Set(versions)]).toEqual(["v0.5.2", "v0.7.2", "v0.8.1"]);
  });
});
