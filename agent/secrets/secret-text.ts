import type { SecretRef } from "../../shared/spec/node-spec.ts";

/** A text with marks where secrets belong, which no spec holds. */
export interface SecretText {
  readonly text: string;
  /** Those that it has marks of. */
  readonly secrets: readonly SecretRef[];
}

/** What stands for a secret in a text. */
export const secretMark = ({ name }: SecretRef): string => `{{secret ${name}}}`;

/** The text with `values` in the order of its secrets; `undefined` if one of them is. */
export const fillSecretText = (
  { text, secrets }: SecretText,
  values: readonly (string | undefined)[],
): string | undefined => {
  if (values.includes(undefined)) return undefined;
  const byMark = new Map(secrets.map((secret, index) => [secretMark(secret), values[index]]));
  return text.replaceAll(MARKS, (mark) => byMark.get(mark) ?? mark);
};

/** Whether `found` is such a text with some secrets in it, as far as can be told without knowing them. */
export const mayBeSecretText = (text: string, found: string): boolean => {
  const around = text.split(MARKS);
  const [first = "", ...others] = around;
  if (!found.startsWith(first)) return false;
  let at = first.length;
  for (const part of others.slice(0, -1)) {
    const next = found.indexOf(part, at);
    if (next === -1) return false;
    at = next + part.length;
  }
  const last = others.at(-1);
  return last === undefined
    ? at === found.length
    : found.endsWith(last) && found.length - last.length >= at;
};

const MARKS = /\{\{secret [^{}]+\}\}/g;

/** A secret that is a whole text. */
export const wholeSecret = (secret: SecretRef): SecretText => ({
  text: secretMark(secret),
  secrets: [secret],
});
