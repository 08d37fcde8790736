import type { GetSpecResponse } from "../../shared/rpc/gen/spec.ts";
import { decodeWithoutFirewall } from "../../shared/spec/node-spec-digest.ts";
import { decodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import type { AgentLink } from "./host-link.ts";

/**
 * What a host has accepted, as its agent tells it: in outline, or, from before there were outlines, as
 * a whole.
 */
export const readAcceptedSpec = ({
  spec,
  outline,
}: Pick<GetSpecResponse, "spec" | "outline">): Pick<AgentLink, "accepted"> => {
  if (outline.length > 0) return { accepted: decodeNodeSpec(outline) };
  return spec === undefined ? {} : { accepted: decodeWithoutFirewall(spec.payload) };
};
