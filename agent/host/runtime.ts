/** The container runtime on its CRI socket, as far as the agent needs it. */
export interface RuntimeReader {
  /** `undefined`: nothing answers on the socket. */
  readonly version: () => Promise<{ readonly name: string; readonly version: string } | undefined>;
  /** References of all images that are there; `undefined` as above. */
  readonly images: () => Promise<ReadonlySet<string> | undefined>;
  /** Pod sandboxes that exist, any state; `undefined` as above. */
  readonly sandboxes: () => Promise<readonly string[] | undefined>;
}

export interface RuntimeWriter {
  readonly pullImage: (reference: string) => Promise<void>;
  readonly removeSandboxes: () => Promise<void>;
}
