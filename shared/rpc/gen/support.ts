// Generated from proto/ by `npm run generate`; do not edit.

export interface CollectReportRequest {}

export interface ReportPart {
  /** A relative path: `files/etc/containerd/config.toml`, `units.txt`. */
  readonly name: string;
  /** At most 512 KiB. */
  readonly text: string;
  /** It was longer: of a log the end is here, of anything else the beginning. */
  readonly isCut: boolean;
  /** Why there is no text; the other parts come all the same. */
  readonly failure: string | undefined;
}
