import { isJsonObject } from "../../shared/spec/json-value.ts";
import type { JsonObject, JsonValue } from "../../shared/spec/node-spec.ts";

/** A stack as it is made from cluster.yml, with its secrets still in it. */
export interface DraftStack {
  readonly name: string;
  readonly objects: readonly DraftObject[];
}

export interface DraftObject {
  readonly object: JsonObject;
  /** File and document it comes from. */
  readonly source?: string;
  /** Values of a Secret by key, in base64. */
  readonly values?: Readonly<Record<string, string>>;
  /** Values of a Secret that the cluster makes up: bytes by key. */
  readonly generated?: Readonly<Record<string, number>>;
}

/** An object of a manifest; a Secret without its values, which go another way. */
export const toDraftObject = (object: JsonObject, source?: string): DraftObject => {
  const named = source === undefined ? {} : { source };
  if (object["kind"] !== "Secret" || object["apiVersion"] !== "v1") return { object, ...named };
  const { data, stringData, ...rest } = object;
  const texts = Object.entries(textsOf(stringData)).map(
    ([key, text]) => [key, Buffer.from(text).toString("base64")] as const,
  );
  return {
    object: rest,
    values: { ...textsOf(data), ...Object.fromEntries(texts) },
    ...named,
  };
};

const textsOf = (value: JsonValue | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(isJsonObject(value) ? value : {}).flatMap(([key, text]) =>
      typeof text === "string" ? [[key, text] as const] : [],
    ),
  );
