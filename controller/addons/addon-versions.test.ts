import { describe, expect, test } from "vitest";
import { compareMinors } from "../../shared/versions/kubernetes-version.ts";
import { supportedMinors, versionRow } from "../../shared/versions/version-table.ts";
import {
  addonRelease,
  addonReleases,
  addonVersion,
  lastTestedMinor,
  versionedAddons,
} from "./addon-versions.ts";

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

  test.each(
    versionedAddons.flatMap((addon) => supportedMinors.map((minor) => [addon, minor] as const)),
  )("of %s have one for Kubernetes %s, no newer one's", (addon, minor) => {
    const { from, version } = addonRelease(addon, versionRow(minor).knownVersion);
    expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    expect(compareMinors(from, minor)).toBeLessThanOrEqual(0);
  });

  test("are behind Kubernetes only where their projects have ended", () => {
    const behind = versionedAddons.flatMap((addon) =>
      supportedMinors.flatMap((minor) => {
        const tested = lastTestedMinor(addon, versionRow(minor).knownVersion);
        return tested === undefined ? [] : [`${addon} on ${minor}: ${tested}`];
      }),
    );
    expect(behind).toEqual([
      "ingress-nginx on 1.36: 1.35",
      ...supportedMinors.slice(1).map((minor) => `kubernetes-dashboard on ${minor}: 1.25`),
    ]);
  });
});
