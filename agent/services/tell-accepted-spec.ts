import { createHash } from "node:crypto";
import type { GetSpecRequest, GetSpecResponse } from "../../shared/rpc/gen/spec.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import { outlineOf } from "../../shared/spec/spec-outline.ts";
import type { Accepted } from "../state/document-store.ts";

/** The spec that the host accepted last, for whoever asks. */
export const tellAcceptedSpec = (
  accepted: Accepted<NodeSpec> | undefined,
  { outline }: GetSpecRequest,
): GetSpecResponse => {
  if (accepted === undefined)
    return { generation: 0, digest: "", spec: undefined, outline: NOTHING };
  const { content, document } = accepted;
  return {
    generation: content.generation,
    digest: createHash("sha256").update(document.payload).digest("hex"),
    ...(outline
      ? { spec: undefined, outline: encodeNodeSpec(outlineOf(content)) }
      : { spec: toWireSignedDocument(document), outline: NOTHING }),
  };
};

const NOTHING = new Uint8Array();
