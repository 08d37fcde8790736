import type { ErrorFields, HostFailure, PharosError } from "../../shared/errors/pharos-error.ts";
import { isConsequence } from "../progress/is-consequence.ts";
import { paint } from "../terminal/paint.ts";
import { type ConfigIssue, ConfigIssues, renderIssue } from "../config/config-issue.ts";

export interface ErrorStyle {
  readonly colors: boolean;
  /** With fields and causes. */
  readonly verbose: boolean;
}

/**
 * The one form of errors for people: `error CODE: message`, a line for each issue of cluster.yml, the
 * same for each host that failed, and `hint: …`. Ends with a line end.
 */
export const renderError = (error: PharosError, style: ErrorStyle): string =>
  [...errorLines(error, style), ""].join("\n");

/** The same for `-o json` and `-o yaml`; as JSON it is one line, so that it can end a stream of events. */
export interface ErrorDocument {
  readonly version: 1;
  readonly type: "error";
  readonly error: ErrorEntry;
}

export interface ErrorEntry {
  readonly code: string;
  readonly blame: string;
  readonly message: string;
  readonly hint: string;
  readonly fields: ErrorFields;
  readonly issues?: readonly ConfigIssue[];
  readonly hosts?: readonly ({ readonly host: string } & ErrorEntry)[];
}

export const toErrorDocument = (error: PharosError): ErrorDocument => ({
  version: 1,
  type: "error",
  error: toEntry(error),
});

const toEntry = (error: PharosError): ErrorEntry => {
  const { code, blame, message, hint, fields, hosts, cause } = error;
  return {
    code,
    blame,
    message,
    hint,
    fields,
    ...(cause instanceof ConfigIssues ? { issues: cause.issues } : {}),
    ...(hosts.length === 0
      ? {}
      : { hosts: hosts.map((one) => ({ host: one.host, ...toEntry(one.error) })) }),
  };
};

const errorLines = (error: PharosError, style: ErrorStyle): readonly string[] => [
  `${paint("error", "red", style.colors)} ${error.code}: ${error.message}`,
  ...issueLines(error),
  ...hostLines(error),
  ...(error.hint === "" ? [] : [`${paint("hint", "yellow", style.colors)}: ${error.hint}`]),
  ...(style.verbose ? detailLines(error) : []),
];

/** What is the same on several hosts is said once; what only follows from another failure, last. */
const hostLines = ({ hosts }: PharosError): readonly string[] => {
  const hostsOf = new Map<string, readonly string[]>();
  for (const { host, error } of hosts.toSorted(consequencesLast)) {
    const text = [
      `${error.code}: ${error.message}`,
      ...outputLines(error),
      ...(error.hint === "" ? [] : [`    hint: ${error.hint}`]),
    ].join("\n");
    hostsOf.set(text, [...(hostsOf.get(text) ?? []), host]);
  }
  return [...hostsOf].map(([text, names]) => `  ${names.join(", ")}: ${text}`);
};

const consequencesLast = (a: HostFailure, b: HostFailure): number =>
  Number(isConsequence(a.error)) - Number(isConsequence(b.error));

/** The end of what a failed program printed. */
const outputLines = ({ fields }: PharosError): readonly string[] => {
  const output = fields["output"];
  if (typeof output !== "string" || output.trim() === "") return [];
  return output
    .trim()
    .split("\n")
    .slice(-OUTPUT_LINES)
    .map((line) => `    | ${line}`);
};

const OUTPUT_LINES = 12;

const issueLines = ({ cause }: PharosError): readonly string[] =>
  cause instanceof ConfigIssues ? cause.issues.map((issue) => renderIssue(cause.file, issue)) : [];

const detailLines = (error: PharosError): readonly string[] => [
  ...Object.entries(error.fields).map(([name, value]) => `  ${name}: ${String(value)}`),
  ...(error.cause instanceof Error && !(error.cause instanceof ConfigIssues)
    ? [`  cause: ${error.cause.stack ?? error.cause.message}`]
    : []),
];
