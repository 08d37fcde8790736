import { REDACTED, redactText } from "./redact-text.ts";
import { isSecretName } from "./secret-name.ts";

/** The same for what will be JSON: also values below a secret's name, and changes of a field of that name. */
export const redactValue = (value: unknown, known: readonly string[] = []): unknown => {
  if (typeof value === "string") return redactText(value, known);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, known));
  if (typeof value !== "object" || value === null) return value;
  const isChange = "field" in value && typeof value.field === "string" && isSecretName(value.field);
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => {
      const isSecret = isSecretName(name) || (isChange && (name === "before" || name === "after"));
      return [name, isSecret && typeof child === "string" ? REDACTED : redactValue(child, known)];
    }),
  );
};
