import type { PartOf } from "./control-plane-part.ts";
import { placeText } from "./place-file.ts";

/** Tokens of an OpenID Connect issuer. */
export const oidc: PartOf = ({ config, contents }) => {
  const issuer = config.authentication?.oidc;
  if (issuer === undefined) return {};
  const ca =
    issuer.ca_file === undefined
      ? undefined
      : placeText("oidc-ca.pem", contents.get(issuer.ca_file) ?? "");
  const flags = {
    "oidc-issuer-url": issuer.issuer_url,
    "oidc-client-id": issuer.client_id,
    "oidc-username-claim": issuer.username_claim,
    "oidc-username-prefix": issuer.username_prefix,
    "oidc-groups-claim": issuer.groups_claim,
    "oidc-groups-prefix": issuer.groups_prefix,
    "oidc-ca-file": ca?.file.path,
  };
  return {
    apiServer: Object.fromEntries(
      Object.entries(flags).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    ...(ca === undefined ? {} : { files: [ca] }),
  };
};
