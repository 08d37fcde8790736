import { messageInvalidError } from "../errors/rpc-errors.ts";
import type * as wire from "../rpc/gen/google-struct.ts";
import { isJsonList } from "./json-value.ts";
import type { JsonObject, JsonValue } from "./node-spec.ts";

export const toWireStruct = (object: JsonObject): wire.Struct => ({
  fields: Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, toWireValue(value)]),
  ),
});

/** Throws MESSAGE_INVALID for a value of no kind. */
export const fromWireStruct = (struct: wire.Struct): JsonObject =>
  Object.fromEntries(
    Object.entries(struct.fields).map(([key, value]) => [key, fromWireValue(value)]),
  );

const toWireValue = (value: JsonValue): wire.Value => {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the type allows no other kind
  switch (typeof value) {
    case "string":
      return { kind: "stringValue", stringValue: value };
    case "number":
      return { kind: "numberValue", numberValue: value };
    case "boolean":
      return { kind: "boolValue", boolValue: value };
    case "object":
      if (value === null) return { kind: "nullValue", nullValue: "NULL_VALUE" };
      return isJsonList(value)
        ? { kind: "listValue", listValue: { values: value.map(toWireValue) } }
        : { kind: "structValue", structValue: toWireStruct(value) };
  }
};

const fromWireValue = (value: wire.Value): JsonValue => {
  switch (value.kind) {
    case "nullValue":
      return null;
    case "stringValue":
      return value.stringValue;
    case "numberValue":
      return value.numberValue;
    case "boolValue":
      return value.boolValue;
    case "structValue":
      return fromWireStruct(value.structValue);
    case "listValue":
      return value.listValue.values.map(fromWireValue);
    case undefined:
      throw messageInvalidError({ message: "Value", field: "kind", reason: "is missing" });
  }
};
