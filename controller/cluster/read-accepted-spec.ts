import type { GetSpecResponse } from "../../shared/rpc/gen/spec.ts";
import { decodeWithoutFirewall } from "../../shared/spec/node-spec-digest.ts";
import type { AgentLink } from "./host-link.ts";

/**
 * What a host has accepted, as its agent tells it: in outline, or, from before there were outlines, as
 * a whole.
 */
export const readAcceptedSpec = ({
  spec,
  outline,
}: Pick<GetSpecResponse, "spec" | "outline">): Pick<AgentLink, "accepted"> => {
  const payload = outline.length > 0 ? outline : spec?.payload;
  return payload === undefined ? {} : { accepted: decodeWithoutFirewall(payload) };
};
