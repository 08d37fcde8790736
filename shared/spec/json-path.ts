/** What is at a path of an unknown JSON or YAML value; `undefined` if there is no such place. */
export const valueAt = (value: unknown, ...path: readonly (string | number)[]): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(value)) return valueAt(value[Number(key)], ...rest);
  return isRecord(value) ? valueAt(value[key], ...rest) : undefined;
};

export const textAt = (
  value: unknown,
  ...path: readonly (string | number)[]
): string | undefined => {
  const found = valueAt(value, ...path);
  return typeof found === "string" ? found : undefined;
};

/** The members whose values are texts, of an object at a path: labels, annotations, ConfigMap data. */
export const textsAt = (
  value: unknown,
  ...path: readonly (string | number)[]
): Readonly<Record<string, string>> => {
  const found = valueAt(value, ...path);
  if (!isRecord(found)) return {};
  return Object.fromEntries(
    Object.entries(found).flatMap(([key, member]) =>
      typeof member === "string" ? [[key, member] as const] : [],
    ),
  );
};

export const listAt = (
  value: unknown,
  ...path: readonly (string | number)[]
): readonly unknown[] => {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
