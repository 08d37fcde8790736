export interface FileStat {
  readonly kind: "file" | "directory" | "symlink" | "other";
  /** Permission bits only, `0o644`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  /** Last change of content or metadata (ctime), milliseconds with fractions: restarts are judged by it. */
  readonly changedAtMs: number;
  /** Last change of the content (mtime); unlike the above it survives a copy or a restored backup. */
  readonly modifiedAtMs: number;
  /** Where a symlink points, as written in it. */
  readonly target?: string;
}

export interface ByteRange {
  /** The first byte; default 0. */
  readonly from?: number;
  /** At most so many; default: to the end. */
  readonly length?: number;
}

export interface FileReader {
  /** UTF-8 text of a regular file; `undefined` if there is none. Follows links. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Bytes of a regular file, at the pace of who reads. Throws `FILE_REFUSED`, where there is none too. */
  readonly bytes: (path: string, range?: ByteRange) => AsyncIterable<Uint8Array>;
  /** Does not follow links; `undefined` if there is nothing. */
  readonly stat: (path: string) => Promise<FileStat | undefined>;
  /** Names in a directory, sorted; `undefined` if there is no directory. */
  readonly list: (path: string) => Promise<readonly string[] | undefined>;
}

export interface FileAttributes {
  readonly mode: number;
  /** Numeric; default 0 (root). */
  readonly uid?: number;
  readonly gid?: number;
}

export interface FileWriter {
  /**
   * Atomic: temporary file `.pharos-*` beside it, fsync, rename, fsync of the directory. Parents must
   * exist; a link at `path` is replaced, not followed.
   */
  readonly write: (path: string, text: string, attributes: FileAttributes) => Promise<void>;
  /** One directory (parents are made with 0755); an existing one gets the attributes. */
  readonly makeDirectory: (path: string, attributes: FileAttributes) => Promise<void>;
  /** Atomic replacement of a link. */
  readonly link: (path: string, target: string) => Promise<void>;
  readonly setAttributes: (path: string, attributes: FileAttributes) => Promise<void>;
  /**
   * A file, a link, or a directory with all in it. Absent already: nothing. Refused as `MOUNTED_BELOW`,
   * before anything is touched, if something is mounted inside; a mount point itself is emptied and stays.
   */
  readonly remove: (path: string) => Promise<void>;
}
