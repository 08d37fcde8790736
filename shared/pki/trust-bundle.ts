/** What a member needs to judge its peers, all PEM. `rootCertificate` is the `ca` of TLS contexts. */
export interface TrustBundle {
  readonly rootCertificate: string;
  readonly agentsIntermediate: string;
  readonly operatorsIntermediate: string;
}
