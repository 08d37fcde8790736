import { LabError } from "./lab-error.ts";
import { runChecked } from "./run-command.ts";

/** The machine's own Debian sources for one release and its update and security suites, as lines of a sources.list. */
export async function machineMirrors(codename: string): Promise<readonly string[]> {
  const format = "$(ORIGIN)|$(CODENAME)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)";
  const targets = await runChecked([
    "apt-get",
    "indextargets",
    "--format",
    format,
    "Created-By: Packages",
  ]);
  const lines = parseMirrors(targets, codename);
  if (lines.length === 0) {
    throw new LabError(
      `the machine's apt has no Debian ${codename} source (or no lists yet: run apt-get update)`,
    );
  }
  return lines;
}

export function parseMirrors(targets: string, codename: string): readonly string[] {
  const lines = targets
    .trim()
    .split("\n")
    .map((line) => line.split("|"))
    .filter(([origin, suite = ""]) => origin === "Debian" && belongsTo(suite, codename))
    .map(([, , uri, release, component]) => `deb ${uri ?? ""} ${release ?? ""} ${component ?? ""}`);
  return [...new Set(lines)];
}

function belongsTo(suite: string, codename: string): boolean {
  return [codename, `${codename}-updates`, `${codename}-security`].includes(suite);
}
