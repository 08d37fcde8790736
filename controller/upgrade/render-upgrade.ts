import { renderTable } from "../cli/render-table.ts";
import type { UpgradeOutlook } from "./look-at-upgrade.ts";

/** For people: a line for each host, what is in use and goes, and what to do next. */
export const renderUpgrade = ({
  version,
  hosts,
  problems,
  removedApis,
}: UpgradeOutlook): string => {
  const table = renderTable(
    ["HOST", "ROLE", "NOW", "THEN", "WHAT"],
    hosts.map(({ host, role, installed = "?", step }) => [
      host,
      role,
      installed,
      step === "unknown" ? "?" : version,
      step,
    ]),
  );
  const apis = removedApis.map(
    ({ groupVersion, resource, removedIn }) =>
      `in use, and removed in ${removedIn}: ${groupVersion} ${resource}\n`,
  );
  const isDue = hosts.some(({ step }) => step !== "stays" && step !== "unknown");
  const end = isDue
    ? "`pharosctl apply` does it: masters one by one, then workers one by one, each drained.\n"
    : "Nothing to upgrade.\n";
  return [table, ...apis, ...(problems.length > 0 ? [] : [end])].join("");
};
