// Generated from proto/ by `npm run generate`; do not edit.

import type { UnaryCall, ClientTransport } from "../client-transport.ts";
import { unaryMethod } from "../method.ts";
import { type Route, type UnaryHandler, unaryRoute } from "../route.ts";
import type {
  ListSecretsRequest,
  ListSecretsResponse,
  PutSecretsRequest,
  PutSecretsResponse,
} from "./secret.ts";

const methods = {
  putSecrets: unaryMethod(
    "/pharos.v1.SecretService/PutSecrets",
    "pharos.v1.PutSecretsRequest",
    "pharos.v1.PutSecretsResponse",
  ),
  listSecrets: unaryMethod(
    "/pharos.v1.SecretService/ListSecrets",
    "pharos.v1.ListSecretsRequest",
    "pharos.v1.ListSecretsResponse",
  ),
} as const;

/** Secrets of the host's software, kept in files of mode 0600 and never told again. */
export interface SecretServiceHandlers {
  /** Writes secrets, all or none. */
  readonly putSecrets: UnaryHandler<PutSecretsRequest, PutSecretsResponse>;
  /** Names and keyed hashes. */
  readonly listSecrets: UnaryHandler<ListSecretsRequest, ListSecretsResponse>;
}

/** What a server needs to answer SecretService. */
export const secretServiceRoutes = (handlers: SecretServiceHandlers): readonly Route[] => [
  unaryRoute(methods.putSecrets, handlers.putSecrets),
  unaryRoute(methods.listSecrets, handlers.listSecrets),
];

/** Secrets of the host's software, kept in files of mode 0600 and never told again. */
export interface SecretServiceClient {
  /** Writes secrets, all or none. */
  readonly putSecrets: UnaryCall<PutSecretsRequest, PutSecretsResponse>;
  /** Names and keyed hashes. */
  readonly listSecrets: UnaryCall<ListSecretsRequest, ListSecretsResponse>;
}

export const secretServiceClient = (transport: ClientTransport): SecretServiceClient => ({
  putSecrets: (request, options) => transport.unary(methods.putSecrets, request, options),
  listSecrets: (request, options) => transport.unary(methods.listSecrets, request, options),
});
