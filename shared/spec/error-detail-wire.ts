import type { Blame, ErrorFields } from "../errors/pharos-error.ts";
import type * as wire from "../rpc/gen/common.ts";
import type { ErrorDetail } from "./run.ts";
import { wireEnum } from "./wire-reader.ts";

export const toWireErrorDetail = (detail: ErrorDetail): wire.ErrorDetail => ({
  code: detail.code,
  blame: blames.toWire(detail.blame),
  message: detail.message,
  hint: detail.hint,
  fields: Object.fromEntries(
    Object.entries(detail.fields).map(([name, value]) => [name, toWireField(value)]),
  ),
});

/** Never throws: an error about an error would hide the first one. */
export const fromWireErrorDetail = (detail: wire.ErrorDetail): ErrorDetail => ({
  code: detail.code === "" ? "UNEXPECTED" : detail.code,
  blame: fromWireBlame(detail.blame),
  message: detail.message,
  hint: detail.hint,
  fields: Object.fromEntries(
    Object.entries(detail.fields).flatMap(([name, field]) => {
      const value = fromWireField(field);
      return value === undefined ? [] : [[name, value] as const];
    }),
  ),
});

const blames = wireEnum<Blame, wire.Blame>({
  user: "BLAME_USER",
  environment: "BLAME_ENVIRONMENT",
  bug: "BLAME_BUG",
});

const fromWireBlame = (blame: wire.Blame): Blame => {
  switch (blame) {
    case "BLAME_USER":
      return "user";
    case "BLAME_ENVIRONMENT":
      return "environment";
    default:
      return "bug";
  }
};

const toWireField = (value: ErrorFields[string]): wire.ErrorField => {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the type allows no other kind
  switch (typeof value) {
    case "string":
      return { value: "text", text: value };
    case "number":
      return { value: "number", number: value };
    case "boolean":
      return { value: "flag", flag: value };
  }
};

const fromWireField = (field: wire.ErrorField): ErrorFields[string] | undefined => {
  switch (field.value) {
    case "text":
      return field.text;
    case "number":
      return field.number;
    case "flag":
      return field.flag;
    case undefined:
      return undefined;
  }
};
