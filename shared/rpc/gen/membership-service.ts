// Generated from proto/ by `npm run generate`; do not edit.

import type { UnaryCall, ClientTransport } from "../client-transport.ts";
import { unaryMethod } from "../method.ts";
import { type Route, type UnaryHandler, unaryRoute } from "../route.ts";
import type {
  GetMembershipRequest,
  GetMembershipResponse,
  PutMembershipRequest,
  PutMembershipResponse,
} from "./membership.ts";

const methods = {
  getMembership: unaryMethod(
    "/pharos.v1.MembershipService/GetMembership",
    "pharos.v1.GetMembershipRequest",
    "pharos.v1.GetMembershipResponse",
  ),
  putMembership: unaryMethod(
    "/pharos.v1.MembershipService/PutMembership",
    "pharos.v1.PutMembershipRequest",
    "pharos.v1.PutMembershipResponse",
  ),
} as const;

/** Who belongs to the cluster. Agents hand the newest membership on to each other. */
export interface MembershipServiceHandlers {
  /** The membership that the host accepted last. */
  readonly getMembership: UnaryHandler<GetMembershipRequest, GetMembershipResponse>;
  /**
   * Offers a membership. Carries no fencing number, because agents relay it: its own number and
   * signature decide. A lower number is answered with the newer one; the same number with other
   * content, another cluster or an unknown signer is an error.
   */
  readonly putMembership: UnaryHandler<PutMembershipRequest, PutMembershipResponse>;
}

/** What a server needs to answer MembershipService. */
export const membershipServiceRoutes = (handlers: MembershipServiceHandlers): readonly Route[] => [
  unaryRoute(methods.getMembership, handlers.getMembership),
  unaryRoute(methods.putMembership, handlers.putMembership),
];

/** Who belongs to the cluster. Agents hand the newest membership on to each other. */
export interface MembershipServiceClient {
  /** The membership that the host accepted last. */
  readonly getMembership: UnaryCall<GetMembershipRequest, GetMembershipResponse>;
  /**
   * Offers a membership. Carries no fencing number, because agents relay it: its own number and
   * signature decide. A lower number is answered with the newer one; the same number with other
   * content, another cluster or an unknown signer is an error.
   */
  readonly putMembership: UnaryCall<PutMembershipRequest, PutMembershipResponse>;
}

export const membershipServiceClient = (transport: ClientTransport): MembershipServiceClient => ({
  getMembership: (request, options) => transport.unary(methods.getMembership, request, options),
  putMembership: (request, options) => transport.unary(methods.putMembership, request, options),
});
