import type { OsFacts } from "../../shared/spec/facts.ts";

/**
 * Reads os-release(5): shell assignments with any of the shell's quotes. What is missing is empty, an
 * `ID` is always lower case; lines that are no assignments are left out.
 */
export const parseOsRelease = (text: string): OsFacts => {
  const fields = new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const [, key, value] = /^\s*([A-Za-z0-9_]+)=(.*)$/.exec(line) ?? [];
      return key === undefined || value === undefined
        ? []
        : [[key, unquote(value.trim())] as const];
    }),
  );
  const versionId = fields.get("VERSION_ID") ?? "";
  return {
    id: (fields.get("ID") ?? "").toLowerCase(),
    versionId,
    codename: fields.get("VERSION_CODENAME") ?? fields.get("UBUNTU_CODENAME") ?? "",
    prettyName:
      fields.get("PRETTY_NAME") ?? `${fields.get("NAME") ?? "unknown"} ${versionId}`.trim(),
  };
};

/** Single quotes keep all, double quotes know a backslash before $ ` " and itself. */
const unquote = (value: string): string => {
  const [, single] = /^'(.*)'$/.exec(value) ?? [];
  if (single !== undefined) return single;
  const [, double] = /^"(.*)"$/.exec(value) ?? [];
  return (double ?? value).replaceAll(/\\([\\"$`'])/g, "$1");
};
