import { expect, test } from "vitest";
import { parseDeprecatedApis } from "./read-deprecated-apis.ts";

test("what is removed some day is told once, and what was not asked for is not", () => {
  const text = [
    "# HELP apiserver_requested_deprecated_apis [STABLE] Gauge of deprecated APIs",
    'apiserver_requested_deprecated_apis{group="policy",removed_release="1.25",resource="podsecuritypolicies",subresource="",version="v1beta1"} 1',
    'apiserver_requested_deprecated_apis{group="policy",removed_release="1.25",resource="podsecuritypolicies",subresource="status",version="v1beta1"} 1',
    'apiserver_requested_deprecated_apis{group="extensions",removed_release="1.22",resource="ingresses",subresource="",version="v1beta1"} 0',
    'apiserver_requested_deprecated_apis{group="",removed_release="",resource="componentstatuses",subresource="",version="v1"} 1',
    "",
  ].join("\n");
  expect(parseDeprecatedApis(text)).toEqual([
    { groupVersion: "policy/v1beta1", resource: "podsecuritypolicies", removedIn: "1.25" },
  ]);
});
