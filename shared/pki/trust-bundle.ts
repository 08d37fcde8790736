/** A root and the intermediates below it, all PEM. */
export interface AuthoritySet {
  readonly rootCertificate: string;
  readonly agentsIntermediate: string;
  readonly operatorsIntermediate: string;
}

/** What a member needs to judge its peers. */
export interface TrustBundle extends AuthoritySet {
  /** While authorities are exchanged: the other ones, which are trusted just as much. */
  readonly also?: AuthoritySet | undefined;
  /** Counts what hosts were told of their authorities; absent: nothing since they were enrolled. */
  readonly number?: number | undefined;
}

/** All that is trusted, one set or two. */
export const trustedSets = (trust: TrustBundle): readonly AuthoritySet[] => {
  const { rootCertificate, agentsIntermediate, operatorsIntermediate, also } = trust;
  const first = { rootCertificate, agentsIntermediate, operatorsIntermediate };
  return also === undefined ? [first] : [first, also];
};

/** The `ca` of TLS contexts, PEM. */
export const trustedRoots = (trust: TrustBundle): string =>
  trustedSets(trust)
    .map(({ rootCertificate }) => rootCertificate)
    .join("\n");
