import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A request as it came, its URL undecoded. */
export interface SignedRequest {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export interface S3Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const SKEW_MS = 15 * 60_000;
const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;

/**
 * Judges a request by AWS Signature Version 4 as its documentation says, with nothing of what signs: key,
 * region, clock, the headers that have to be signed, the body's hash, the signature. `undefined`: it is good.
 */
export const verifySignature = (
  request: SignedRequest,
  account: Account,
  now: Date,
): S3Refusal | undefined => {
  const { headers, body } = request;
  const [, id, day, region, names = "", signature = ""] =
    HEADER.exec(textOf(headers["authorization"])) ?? [];
  if (id === undefined) return refuse(403, "AccessDenied", "the request is not signed");
  if (id !== account.accessKeyId) return refuse(403, "InvalidAccessKeyId", "no such key");
  if (region !== account.region)
    return refuse(400, "AuthorizationHeaderMalformed", `expecting '${account.region}'`);
  const time = textOf(headers["x-amz-date"]);
  const skewMs = Math.abs(parseTime(time) - now.getTime());
  if (!(skewMs <= SKEW_MS) || day !== time.slice(0, 8))
    return refuse(403, "RequestTimeTooSkewed", "the difference of the clocks is too large");
  const signed = names.split(";");
  const must = Object.keys(headers).filter((name) => name === "host" || name.startsWith("x-amz-"));
  if (must.some((name) => !signed.includes(name)))
    return refuse(403, "AccessDenied", "there are headers that were not signed");
  const told = textOf(headers["x-amz-content-sha256"]);
  const canonical = [
    request.method,
    ...toCanonicalUrl(request.url),
    ...toHeaders(headers, signed),
    told,
  ];
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = [ALGORITHM, time, scope, hash(canonical.join("\n"))].join("\n");
  const expected = hmac(signingKey(account.secretAccessKey, day, region), toSign).toString("hex");
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature)))
    return refuse(403, "SignatureDoesNotMatch", "the signature is another one than expected");
  if (told !== hash(body))
    return refuse(400, "XAmzContentSHA256Mismatch", "the body is another one than was signed");
  return undefined;
};

const refuse = (status: number, code: string, message: string): S3Refusal => ({
  status,
  code,
  message,
});

const textOf = (value: string | readonly string[] | undefined): string =>
  typeof value === "string" ? value : (value ?? []).join(",");

/** `20130524T000000Z`. */
const parseTime = (time: string): number =>
  Date.parse(time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));

const toCanonicalUrl = (url: string): readonly [path: string, query: string] => {
  const [path = "", ...rest] = url.split("?");
  const words = rest
    .join("?")
    .split("&")
    .filter((word) => word !== "")
    .map((word) => {
      const [name = "", ...value] = word.split("=");
      return [
        encode(decodeURIComponent(name)),
        encode(decodeURIComponent(value.join("="))),
      ] as const;
    })
    .toSorted(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1));
  return [
    path
      .split("/")
      .map((part) => encode(decodeURIComponent(part)))
      .join("/"),
    words.map((word) => word.join("=")).join("&"),
  ];
};

const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const toHeaders = (
  headers: SignedRequest["headers"],
  signed: readonly string[],
): readonly [lines: string, names: string] => [
  signed.map((name) => `${name}:${textOf(headers[name]).trim().replaceAll(/ +/g, " ")}\n`).join(""),
  signed.join(";"),
];

const hash = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();

const signingKey = (secret: string, day = "", region = ""): Buffer =>
  [region, "s3", "aws4_request"].reduce(hmac, hmac(`AWS4${secret}`, day));
