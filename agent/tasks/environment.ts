import { isSecretName } from "../../shared/redact/secret-name.ts";
import type { Change } from "../engine/change.ts";
import type { Task } from "../engine/task.ts";

export interface EnvironmentSpec {
  /** Variables of /etc/environment that are ours; `{}` removes all of ours. */
  readonly values: Readonly<Record<string, string>>;
}

export const ENVIRONMENT_PATH = "/etc/environment";

const BEGIN = "# pharosctl: begin";
const END = "# pharosctl: end";

/**
 * Our block in /etc/environment. A variable that stands outside of it is its owner's and wins: ours
 * of the same name is left out.
 */
export const environment: Task<EnvironmentSpec, string | undefined> = {
  kind: "environment",
  name: () => "all",
  title: () => `set variables in ${ENVIRONMENT_PATH}`,
  reads: () => [],
  writes: () => [`file:${ENVIRONMENT_PATH}`],
  check: (host) => host.files.read(ENVIRONMENT_PATH),
  diff: (text = "", { values }) => {
    const { ours, foreign } = split(text);
    const found = parse(ours);
    const wanted = withoutForeign(values, foreign);
    const names = [...new Set([...Object.keys(found), ...Object.keys(wanted)])].toSorted();
    return names.flatMap((name) => diffVariable(name, found[name], wanted[name]));
  },
  apply: async (host, { values }) => {
    const text = (await host.files.read(ENVIRONMENT_PATH)) ?? "";
    const stat = await host.files.stat(ENVIRONMENT_PATH);
    const { foreign } = split(text);
    const attributes = { mode: stat?.mode ?? 0o644, uid: stat?.uid ?? 0, gid: stat?.gid ?? 0 };
    const lines = [...foreign, ...renderBlock(withoutForeign(values, foreign))];
    await host.files.write(ENVIRONMENT_PATH, lines.map((line) => `${line}\n`).join(""), attributes);
  },
};

/** Lines of our block without its marks, and all the others. A block without an end is one line long. */
const split = (
  text: string,
): { readonly ours: readonly string[]; readonly foreign: readonly string[] } => {
  const lines = text.replace(/\n$/, "").split("\n");
  const begin = lines.indexOf(BEGIN);
  const end = lines.indexOf(END, begin);
  if (begin < 0) return { ours: [], foreign: text === "" ? [] : lines };
  const stop = end < 0 ? begin : end;
  return {
    ours: lines.slice(begin + 1, stop),
    foreign: [...lines.slice(0, begin), ...lines.slice(stop + 1)],
  };
};

const parse = (lines: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    lines
      .map((line) => /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, name = "", value = ""]) => [name, unquote(value)]),
  );

const unquote = (value: string): string => value.trim().replace(/^"(.*)"$/, "$1");

const withoutForeign = (
  values: Readonly<Record<string, string>>,
  foreign: readonly string[],
): Readonly<Record<string, string>> => {
  const taken = parse(foreign);
  return Object.fromEntries(Object.entries(values).filter(([name]) => taken[name] === undefined));
};

const diffVariable = (
  field: string,
  before: string | undefined,
  after: string | undefined,
): readonly Change[] =>
  before === after
    ? []
    : [
        {
          field,
          ...(before === undefined ? {} : { before: shown(field, before, "a secret") }),
          ...(after === undefined ? {} : { after: shown(field, after, "the secret wanted") }),
        },
      ];

/** Plans and journals go to more people than the host's root: no value of a variable that is named like a secret. */
const shown = (name: string, value: string, instead: string): string =>
  isSecretName(name) ? instead : withoutPassword(value);

/** A proxy's address may hold a password. */
const withoutPassword = (value: string): string =>
  value.replace(/(\/\/[^/:@\s]+):[^/@\s]+@/g, "$1:***@");

const renderBlock = (values: Readonly<Record<string, string>>): readonly string[] => {
  const names = Object.keys(values).toSorted();
  if (names.length === 0) return [];
  return [BEGIN, ...names.map((name) => `${name}="${values[name]}"`), END];
};
