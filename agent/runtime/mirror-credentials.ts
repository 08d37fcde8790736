import type { RuntimeSpec, SecretRef } from "../../shared/spec/node-spec.ts";

/** Mirrors that want a password, by their host and port. A host has one user, whatever it is a mirror of. */
export const hostsWithCredentials = ({
  mirrors,
}: Pick<RuntimeSpec, "mirrors">): ReadonlyMap<string, SecretRef> =>
  new Map(
    mirrors.flatMap(({ endpoint, credentials }) =>
      credentials === undefined ? [] : [[new URL(endpoint).host, credentials] as const],
    ),
  );

/** What a host wants to see, if anything. */
export const credentialsOf = (
  runtime: Pick<RuntimeSpec, "mirrors">,
  host: string,
): SecretRef | undefined => hostsWithCredentials(runtime).get(host);
