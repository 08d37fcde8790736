// Generated from proto/ by `npm run generate`; do not edit.

export type NullValue = "NULL_VALUE";

export interface Struct {
  readonly fields: Readonly<Record<string, Value>>;
}

export type Value =
  | {
      readonly kind: "nullValue";
      readonly nullValue: NullValue;
    }
  | {
      readonly kind: "numberValue";
      readonly numberValue: number;
    }
  | {
      readonly kind: "stringValue";
      readonly stringValue: string;
    }
  | {
      readonly kind: "boolValue";
      readonly boolValue: boolean;
    }
  | {
      readonly kind: "structValue";
      readonly structValue: Struct;
    }
  | {
      readonly kind: "listValue";
      readonly listValue: ListValue;
    }
  | { readonly kind?: undefined };

export interface ListValue {
  readonly values: readonly Value[];
}
