import * as z from "zod";
import { duration } from "./durations.ts";
import { filePath, textWith } from "./rule.ts";
import { urlBreach } from "./urls.ts";

/** As of `etcd snapshot save --key-file`. */
export const SHORTEST_PASSPHRASE = 12;

const endpoint = textWith((text) => {
  const breach = urlBreach(text);
  if (breach !== undefined) return breach;
  const { protocol, pathname, search } = new URL(text);
  if (protocol !== "https:")
    return { message: "is not encrypted", hint: "write https://, with `ca` for one of your own" };
  return pathname === "/" && search === ""
    ? undefined
    : { message: "holds more than a server", hint: "bucket and prefix have keys of their own" };
});

const bucket = textWith((text) =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text) && !text.includes("..")
    ? undefined
    : {
        message: `"${text}" is not a bucket`,
        hint: "3 to 63 lower case letters, digits, dots and dashes",
      },
);

const prefix = textWith((text) =>
  /^\/?(?:[\w.-]+\/)*[\w.-]*$/.test(text) &&
  text.length <= 200 &&
  !/(?:^|\/)\.{1,2}(?:\/|$)/.test(text)
    ? undefined
    : { message: `"${text}" is not a prefix`, hint: "such as clusters/berlin" },
);

const word = (what: string): z.ZodString =>
  textWith((text) => (/^[\w.-]+$/.test(text) ? undefined : { message: `is not ${what}` }));

const secret = (shortest: number): z.ZodString =>
  textWith((text) =>
    text.trim().length < shortest
      ? { message: `holds fewer than ${shortest} characters` }
      : undefined,
  );

/** An S3-compatible store that scheduled snapshots are copied to. */
export const SnapshotStoreConfig = z
  .strictObject({
    endpoint: endpoint
      .optional()
      .describe("Address of the store, `https://…`; AWS of the region if absent."),
    region: word("a region").default("us-east-1").describe("Region of the bucket."),
    bucket: bucket.describe("Bucket; it has to be there."),
    prefix: prefix
      .default("")
      .describe("Folder of the bucket in which the cluster has one named by its id."),
    path_style: z
      .boolean()
      .optional()
      .describe(
        "Whether the bucket is in the path instead of the server's name; the default is true with `endpoint` and false without.",
      ),
    ca: filePath()
      .optional()
      .describe("PEM file of the authorities that are trusted for it instead of the public ones."),
    access_key_id: word("an access key's id").describe("Id of the access key."),
    secret_access_key: secret(1)
      .optional()
      .describe("The access key; better `${VARIABLE}` than the text itself."),
    secret_access_key_file: filePath().optional().describe("File that holds it instead."),
    passphrase: secret(SHORTEST_PASSPHRASE)
      .optional()
      .describe("Copies are encrypted with it before they leave the master; absent: they are not."),
    passphrase_file: filePath().optional().describe("File that holds it instead."),
    keep: z.int().min(1).max(1000).default(30).describe("How many copies are kept."),
    keep_for: duration("1h")
      .optional()
      .describe("Copies that are older go too, but for the newest; absent: none goes for its age."),
  })
  .check((context) => {
    const {
      endpoint: address,
      bucket: name,
      path_style: isPath = address !== undefined,
    } = context.value;
    const { secret_access_key, secret_access_key_file, passphrase, passphrase_file } =
      context.value;
    const refuse = (path: string, message: string, hint?: string): void =>
      void context.issues.push({
        code: "custom",
        input: context.value,
        path: [path],
        message,
        params: { hint },
      });
    if (secret_access_key === undefined && secret_access_key_file === undefined)
      refuse("secret_access_key", "is missing", "or secret_access_key_file");
    if (secret_access_key !== undefined && secret_access_key_file !== undefined)
      refuse("secret_access_key_file", "stands beside secret_access_key", "keep one");
    if (passphrase !== undefined && passphrase_file !== undefined)
      refuse("passphrase_file", "stands beside passphrase", "keep one");
    if (!isPath && name.includes("."))
      refuse("bucket", "has dots, which no certificate of the store covers", "path_style: true");
  });
export type SnapshotStoreConfig = z.infer<typeof SnapshotStoreConfig>;
