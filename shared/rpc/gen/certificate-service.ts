// Generated from proto/ by `npm run generate`; do not edit.

import type { UnaryCall, ClientTransport } from "../client-transport.ts";
import { unaryMethod } from "../method.ts";
import { type Route, type UnaryHandler, unaryRoute } from "../route.ts";
import type {
  GetCertificatesRequest,
  GetCertificatesResponse,
  GetTrustRequest,
  GetTrustResponse,
  PutAuthoritiesRequest,
  PutAuthoritiesResponse,
  PutIssuerRequest,
  PutIssuerResponse,
  PutTrustRequest,
  PutTrustResponse,
  RenewOwnRequest,
  RenewOwnResponse,
  RenewRequest,
  RenewResponse,
} from "./certificate.ts";

const methods = {
  renew: unaryMethod(
    "/pharos.v1.CertificateService/Renew",
    "pharos.v1.RenewRequest",
    "pharos.v1.RenewResponse",
  ),
  renewOwn: unaryMethod(
    "/pharos.v1.CertificateService/RenewOwn",
    "pharos.v1.RenewOwnRequest",
    "pharos.v1.RenewOwnResponse",
  ),
  getTrust: unaryMethod(
    "/pharos.v1.CertificateService/GetTrust",
    "pharos.v1.GetTrustRequest",
    "pharos.v1.GetTrustResponse",
  ),
  putAuthorities: unaryMethod(
    "/pharos.v1.CertificateService/PutAuthorities",
    "pharos.v1.PutAuthoritiesRequest",
    "pharos.v1.PutAuthoritiesResponse",
  ),
  putTrust: unaryMethod(
    "/pharos.v1.CertificateService/PutTrust",
    "pharos.v1.PutTrustRequest",
    "pharos.v1.PutTrustResponse",
  ),
  putIssuer: unaryMethod(
    "/pharos.v1.CertificateService/PutIssuer",
    "pharos.v1.PutIssuerRequest",
    "pharos.v1.PutIssuerResponse",
  ),
  getCertificates: unaryMethod(
    "/pharos.v1.CertificateService/GetCertificates",
    "pharos.v1.GetCertificatesRequest",
    "pharos.v1.GetCertificatesResponse",
  ),
} as const;

/** Identities of agents. */
export interface CertificateServiceHandlers {
  /**
   * Issues the caller's next certificate. Answered by masters, for agents that are members: the name
   * is the caller's own, whatever the request says.
   */
  readonly renew: UnaryHandler<RenewRequest, RenewResponse>;
  /**
   * Renews the agent's own certificate now: with a master's agent, a master by itself. It does so
   * without being asked when two thirds of its life are over.
   */
  readonly renewOwn: UnaryHandler<RenewOwnRequest, RenewOwnResponse>;
  /** The roots and intermediates that this agent trusts. */
  readonly getTrust: UnaryHandler<GetTrustRequest, GetTrustResponse>;
  /**
   * Takes renewed certificates of the intermediates: of the same keys, issued by the same root, and
   * not ending before those that the host has. Older ones are no error and change nothing.
   */
  readonly putAuthorities: UnaryHandler<PutAuthoritiesRequest, PutAuthoritiesResponse>;
  /**
   * Takes the authorities that the cluster trusts from now on: one set, or two while one is exchanged
   * for the other. Signed, numbered, and refused where the agent's own certificate is of neither: it
   * would shut itself out. The same document again changes nothing.
   */
  readonly putTrust: UnaryHandler<PutTrustRequest, PutTrustResponse>;
  /**
   * Gives a master the key of one of the agents' intermediates that it trusts: it issues with that
   * one from then on.
   */
  readonly putIssuer: UnaryHandler<PutIssuerRequest, PutIssuerResponse>;
  /** When the certificates of this host end: the agent's own, and on a master those that kubeadm made. */
  readonly getCertificates: UnaryHandler<GetCertificatesRequest, GetCertificatesResponse>;
}

/** What a server needs to answer CertificateService. */
export const certificateServiceRoutes = (
  handlers: CertificateServiceHandlers,
): readonly Route[] => [
  unaryRoute(methods.renew, handlers.renew),
  unaryRoute(methods.renewOwn, handlers.renewOwn),
  unaryRoute(methods.getTrust, handlers.getTrust),
  unaryRoute(methods.putAuthorities, handlers.putAuthorities),
  unaryRoute(methods.putTrust, handlers.putTrust),
  unaryRoute(methods.putIssuer, handlers.putIssuer),
  unaryRoute(methods.getCertificates, handlers.getCertificates),
];

/** Identities of agents. */
export interface CertificateServiceClient {
  /**
   * Issues the caller's next certificate. Answered by masters, for agents that are members: the name
   * is the caller's own, whatever the request says.
   */
  readonly renew: UnaryCall<RenewRequest, RenewResponse>;
  /**
   * Renews the agent's own certificate now: with a master's agent, a master by itself. It does so
   * without being asked when two thirds of its life are over.
   */
  readonly renewOwn: UnaryCall<RenewOwnRequest, RenewOwnResponse>;
  /** The roots and intermediates that this agent trusts. */
  readonly getTrust: UnaryCall<GetTrustRequest, GetTrustResponse>;
  /**
   * Takes renewed certificates of the intermediates: of the same keys, issued by the same root, and
   * not ending before those that the host has. Older ones are no error and change nothing.
   */
  readonly putAuthorities: UnaryCall<PutAuthoritiesRequest, PutAuthoritiesResponse>;
  /**
   * Takes the authorities that the cluster trusts from now on: one set, or two while one is exchanged
   * for the other. Signed, numbered, and refused where the agent's own certificate is of neither: it
   * would shut itself out. The same document again changes nothing.
   */
  readonly putTrust: UnaryCall<PutTrustRequest, PutTrustResponse>;
  /**
   * Gives a master the key of one of the agents' intermediates that it trusts: it issues with that
   * one from then on.
   */
  readonly putIssuer: UnaryCall<PutIssuerRequest, PutIssuerResponse>;
  /** When the certificates of this host end: the agent's own, and on a master those that kubeadm made. */
  readonly getCertificates: UnaryCall<GetCertificatesRequest, GetCertificatesResponse>;
}

export const certificateServiceClient = (transport: ClientTransport): CertificateServiceClient => ({
  renew: (request, options) => transport.unary(methods.renew, request, options),
  renewOwn: (request, options) => transport.unary(methods.renewOwn, request, options),
  getTrust: (request, options) => transport.unary(methods.getTrust, request, options),
  putAuthorities: (request, options) => transport.unary(methods.putAuthorities, request, options),
  putTrust: (request, options) => transport.unary(methods.putTrust, request, options),
  putIssuer: (request, options) => transport.unary(methods.putIssuer, request, options),
  getCertificates: (request, options) => transport.unary(methods.getCertificates, request, options),
});
