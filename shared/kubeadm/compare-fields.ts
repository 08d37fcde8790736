import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../spec/node-spec.ts";
import { isRecord } from "../spec/json-path.ts";
import { parseGoDuration } from "./go-duration.ts";

export interface FieldChange {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
}

export interface FieldRules {
  /** What kubeadm writes where nobody says otherwise; `undefined`: whatever it writes is right. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Fields that are left out of the text where they are false or 0. */
  readonly omitted: ReadonlySet<string>;
}

/**
 * What of a component's configuration, as kubeadm has written it, is not as `wanted` has it: fields
 * that are missing, that differ, or that nobody wants any more. kubeadm writes fields that mean nothing
 * (`0s`, `{}`), and durations in a form of its own.
 */
export const compareFields = (
  found: Readonly<Record<string, unknown>>,
  wanted: JsonObject,
  { defaults, omitted }: FieldRules,
): readonly FieldChange[] => {
  const names = [...new Set([...Object.keys(found), ...Object.keys(wanted)])].toSorted();
  return names.flatMap((name): readonly FieldChange[] => {
    const isKubeadms = Object.hasOwn(defaults, name);
    if (isKubeadms && defaults[name] === undefined && !(name in wanted)) return [];
    const isStruct = isRecord(defaults[name]);
    const read = (value: unknown): unknown =>
      normalize(omitted.has(name) && isZero(value) ? undefined : value, isStruct);
    const before = read(found[name]);
    const after = read(isKubeadms ? over(defaults[name], wanted[name]) : wanted[name]);
    if (isDeepStrictEqual(before, after)) return [];
    return [{ field: name, ...shown("before", before), ...shown("after", after) }];
  });
};

const over = (under: unknown, value: unknown): unknown => {
  if (value === undefined) return under;
  if (!isRecord(under) || !isRecord(value)) return value;
  const names = [...new Set([...Object.keys(under), ...Object.keys(value)])];
  return Object.fromEntries(names.map((name) => [name, over(under[name], value[name])]));
};

const isZero = (value: unknown): boolean => value === false || value === 0 || value === "0";

/** `undefined`: it means nothing. In kubeadm's own parts zeros mean nothing either. */
const normalize = (value: unknown, isStruct: boolean): unknown => {
  if (value === null || value === "" || (isStruct && isZero(value))) return undefined;
  if (typeof value === "string") return toDuration(value);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => normalize(item, isStruct) ?? item);
    return items.length === 0 ? undefined : items;
  }
  if (!isRecord(value)) return value;
  const members = Object.entries(value)
    .map(([name, member]) => [name, normalize(member, isStruct)] as const)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return members.length === 0 ? undefined : Object.fromEntries(members);
};

const toDuration = (text: string): unknown => {
  const nanoseconds = parseGoDuration(text);
  if (nanoseconds === undefined) return text;
  return nanoseconds === 0 ? undefined : `${nanoseconds}ns`;
};

const shown = <Key extends string>(
  key: Key,
  value: unknown,
): { readonly [Name in Key]?: string } => {
  const text: { readonly [Name in Key]?: string } = {};
  return value === undefined
    ? text
    : { ...text, [key]: typeof value === "string" ? value : JSON.stringify(value) };
};
