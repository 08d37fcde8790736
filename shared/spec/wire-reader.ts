import { messageInvalidError } from "../errors/rpc-errors.ts";

/** A part that every message of its kind has. Throws MESSAGE_INVALID when it is missing. */
export const required = <Value>(
  value: Value | undefined,
  message: string,
  field: string,
): Value => {
  if (value === undefined) throw messageInvalidError({ message, field, reason: "is missing" });
  return value;
};

/** One of a few numbers. Throws MESSAGE_INVALID for another. */
export const oneOf = <Choice extends number>(
  choices: readonly Choice[],
  value: number,
  message: string,
  field: string,
): Choice => {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw messageInvalidError({ message, field, reason: `unknown value ${value}` });
};

/** A number that counts from 1 on. Throws MESSAGE_INVALID for another. */
export const positive = (value: number, message: string, field: string): number => {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw messageInvalidError({ message, field, reason: `${value} is no number from 1 on` });
};

export interface WireEnum<Domain extends string, Wire extends string> {
  readonly toWire: (value: Domain) => Wire;
  /** Throws MESSAGE_INVALID for values that have no counterpart, "unspecified" among them. */
  readonly fromWire: (value: Wire, message: string, field: string) => Domain;
}

/** Converts both ways along one table, which the compiler keeps complete for our side. */
export const wireEnum = <Domain extends string, Wire extends string>(
  table: Readonly<Record<Domain, Wire>>,
): WireEnum<Domain, Wire> => ({
  toWire: (value) => table[value],
  fromWire: (value, message, field) => {
    for (const domain in table) {
      if (table[domain] === value) return domain;
    }
    throw messageInvalidError({ message, field, reason: `unknown value ${value}` });
  },
});
