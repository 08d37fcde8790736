export interface PacketFilterReader {
  /** The table `inet pharos` as nft lists it, without counters, a set in one line; `undefined`: there is none. */
  readonly table: () => Promise<string | undefined>;
  /** Another text whenever the table is another, at the least cost; `undefined`: there is none. */
  readonly fingerprint: () => Promise<string | undefined>;
}

export interface PacketFilterWriter {
  /** Hands a file to nft, which does all of it or nothing; `PROGRAM_FAILED` with what it says. */
  readonly load: (path: string) => Promise<void>;
  /** Whether somebody of the cluster connects to the agent anew, from now on and within a limit. */
  readonly isReached: (limitMs: number) => Promise<boolean>;
}
