import { renderIssue } from "../config/config-issue.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import type { PreparedApply } from "./prepare-apply.ts";

/** What a person should know besides the plan: warnings, members that do not answer, members that are not in the file. */
export const renderNotices = (loaded: LoadedConfig, prepared: PreparedApply): string => {
  const lines = [
    ...loaded.warnings.map((issue) => `warning: ${renderIssue(loaded.file, issue)}`),
    ...prepared.warnings.map(({ host, message, hint }) => `warning: ${host}: ${message} (${hint})`),
    ...prepared.unreachable.map(
      ({ host, error }) => `warning: ${host} is left out of this run: ${error.message}`,
    ),
    ...prepared.missing.map(
      (name) =>
        `notice: ${name} is a member but not in cluster.yml; it stays until \`pharosctl reset --host ${name}\``,
    ),
  ];
  return lines.map((line) => `${line}\n`).join("");
};
