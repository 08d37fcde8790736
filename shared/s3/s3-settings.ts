/** A bucket of an S3-compatible store, and who asks there. */
export interface S3Settings {
  /** `https://minio.example.com:9000`, without a path. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** The bucket is the beginning of the path; otherwise of the server's name. */
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  /** Secret. */
  readonly secretAccessKey: string;
  /** PEM of all authorities that are trusted; absent: the public ones that Node knows. */
  readonly ca?: string;
}

/** What the store is told from outside. */
export interface S3Ports {
  readonly now: () => Date;
  /** Between attempts. */
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Its `HTTPS_PROXY` and `NO_PROXY`, in either spelling, count. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}
