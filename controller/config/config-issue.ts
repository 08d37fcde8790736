import { type ConfigPath, renderPath } from "./config-path.ts";

/** One thing that is wrong in a configuration, before it has a line. */
export interface Flaw {
  readonly path: ConfigPath;
  /** Offset in the text, where it is known better than by the path. */
  readonly offset?: number;
  /** Whether the key or the value is to blame; default the value. */
  readonly at?: "key" | "value";
  readonly message: string;
  readonly hint?: string;
}

/** One thing that is wrong in cluster.yml, and where. Lines and columns start at 1. */
export interface ConfigIssue {
  /** `hosts[0].role`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

/** The cause of `CONFIG_INVALID`: all issues of the file, sorted by position. */
export class ConfigIssues extends Error {
  readonly file: string;
  readonly issues: readonly ConfigIssue[];

  constructor(file: string, issues: readonly ConfigIssue[]) {
    super(issues.map((issue) => renderIssue(file, issue)).join("\n"));
    this.name = "ConfigIssues";
    this.file = file;
    this.issues = issues;
  }
}

/** `cluster.yml:3:5 hosts[0].role must be one of master, worker`, with the hint in brackets. */
export const renderIssue = (file: string, issue: ConfigIssue): string => {
  const hint = issue.hint === undefined ? "" : ` (${issue.hint})`;
  return `${file}:${issue.line}:${issue.column} ${issue.path} ${issue.message}${hint}`;
};

export const toIssue = (
  flaw: Flaw,
  place: { readonly line: number; readonly column: number },
): ConfigIssue => ({
  path: renderPath(flaw.path),
  line: place.line,
  column: place.column,
  message: flaw.message,
  ...(flaw.hint === undefined ? {} : { hint: flaw.hint }),
});

/** In the order in which somebody reads the file. */
export const sortIssues = (issues: readonly ConfigIssue[]): readonly ConfigIssue[] =>
  issues.toSorted(
    (a, b) =>
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.path, b.path) ||
      compareText(a.message, b.message),
  );

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
