/** Variables of the process, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Substitution {
  readonly text: string;
  /** Whether any reference or escape was replaced. */
  readonly changed: boolean;
  readonly problems: readonly SubstitutionProblem[];
}

export interface SubstitutionProblem {
  /** The reference as it is written, so that it can be found in the file. */
  readonly reference: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * Replaces `${VAR}` and `${VAR:-default}` in one scalar; `$${` stands for `${`. The default is used
 * when the variable is unset or empty, as in a shell, and is taken literally up to the next `}`.
 */
export const substituteVariables = (text: string, environment: Environment): Substitution => {
  if (!text.includes("${")) return { text, changed: false, problems: [] };
  const problems: SubstitutionProblem[] = [];
  const replaced = text.replaceAll(/\$\$\{|\$\{[^}]*\}?/g, (reference) => {
    if (reference === "$${") return "${";
    const value = lookUp(reference, environment);
    if (typeof value === "string") return value;
    problems.push(value);
    return "";
  });
  return { text: replaced, changed: true, problems };
};

const lookUp = (reference: string, environment: Environment): string | SubstitutionProblem => {
  const match = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}$/.exec(reference);
  const name = match?.[1];
  if (name === undefined) {
    return {
      reference,
      message: `${reference} is not a variable reference`,
      hint: "write ${NAME} or ${NAME:-default}, and $${ for a literal ${",
    };
  }
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  const fallback = match?.[2];
  if (fallback !== undefined) return value === undefined || value === "" ? fallback : value;
  return (
    value ?? {
      reference,
      message: `the environment variable ${name} is not set`,
      hint: `set ${name}, or give a default: \${${name}:-value}`,
    }
  );
};
