/** Let's Encrypt's servers of ACME 1, which is switched off since June 2021, and what took their place. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  "https://acme-v01.api.letsencrypt.org/directory":
    "https://acme-v02.api.letsencrypt.org/directory",
  "https://acme-staging.api.letsencrypt.org/directory":
    "https://acme-staging-v02.api.letsencrypt.org/directory",
};

/** What a server that no longer exists is called today; undefined for all others. */
export const currentAcmeServer = (server: string): string | undefined =>
  SUCCESSORS[server.replace(/\/+$/, "")];
