import { textWith } from "./rule.ts";

const HIGHEST = 65_535;

/** A port or a range such as `30000-32767`, as text. */
export const portRange = textWith((text) =>
  parsePortRange(text) === undefined
    ? { message: `"${text}" is no port or range of ports`, hint: "such as 30000-32767" }
    : undefined,
);

/** Both ends included; undefined for anything that is no port or range. */
export const parsePortRange = (
  text: string,
): { readonly first: number; readonly last: number } | undefined => {
  const [, start = "", end = start] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const first = Number(start);
  const last = Number(end);
  return start !== "" && first >= 1 && first <= last && last <= HIGHEST
    ? { first, last }
    : undefined;
};
