import { stringify } from "yaml";
import type { JsonObject } from "../../shared/spec/node-spec.ts";

/** YAML documents in the order given, keys sorted: the same input gives the same bytes. */
export const renderDocuments = (documents: readonly JsonObject[]): string =>
  documents
    .map((document) => stringify(document, { sortMapEntries: true, lineWidth: 0 }))
    .join("---\n");
