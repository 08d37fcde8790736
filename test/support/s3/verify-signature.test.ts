import { expect, test } from "vitest";
import { type SignedRequest, verifySignature } from "./verify-signature.ts";

/** The examples of "Authenticating Requests: Using the Authorization Header" in Amazon S3's API reference. */
const account = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  region: "us-east-1",
};
const NOW = new Date("2013-05-24T00:00:00Z");
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const example = (
  url: string,
  signed: string,
  signature: string,
  more: Readonly<Record<string, string>> = {},
): SignedRequest => ({
  method: "GET",
  url,
  headers: {
    host: "examplebucket.s3.amazonaws.com",
    "x-amz-content-sha256": EMPTY,
    "x-amz-date": "20130524T000000Z",
    authorization: `AWS4-HMAC-SHA256 Credential=${account.accessKeyId}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signed},Signature=${signature}`,
    ...more,
  },
  body: new Uint8Array(),
});

const getObject = example(
  "/test.txt",
  "host;range;x-amz-content-sha256;x-amz-date",
  "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  { range: "bytes=0-9" },
);

const plain = "host;x-amz-content-sha256;x-amz-date";

const putObject: SignedRequest = {
  ...example(
    "/test%24file.text",
    "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    {
      date: "Fri, 24 May 2013 00:00:00 GMT",
      "x-amz-storage-class": "REDUCED_REDUNDANCY",
      "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
    },
  ),
  method: "PUT",
  body: Buffer.from("Welcome to Amazon S3."),
};

test.each([
  { what: "an object", request: getObject },
  { what: "an object that is put", request: putObject },
  {
    what: "a part of a bucket's settings",
    request: example(
      "/?lifecycle",
      plain,
      "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ),
  },
  {
    what: "a list",
    request: example(
      "/?max-keys=2&prefix=J",
      plain,
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ),
  },
])("Amazon's own example of $what is good", ({ request }) => {
  expect(verifySignature(request, account, NOW)).toBeUndefined();
});

test.each([
  ["another path", { ...getObject, url: "/other.txt" }, "SignatureDoesNotMatch"],
  ["another verb", { ...getObject, method: "DELETE" }, "SignatureDoesNotMatch"],
  ["another body", { ...putObject, body: Buffer.from("x") }, "XAmzContentSHA256Mismatch"],
  ["no signature", { ...getObject, headers: { host: "a" } }, "AccessDenied"],
  [
    "a header that was not signed",
    { ...getObject, headers: { ...getObject.headers, "x-amz-acl": "public-read" } },
    "AccessDenied",
  ],
])("%s is refused", (_what, request, code) => {
  expect(verifySignature(request, account, NOW)?.code).toBe(code);
});

test("another key, region or time is told apart", () => {
  const judge = (over: Partial<typeof account>, now = NOW) =>
    verifySignature(getObject, { ...account, ...over }, now)?.code;
  expect(judge({ accessKeyId: "AKIAOTHER" })).toBe("InvalidAccessKeyId");
  expect(judge({ region: "eu-central-1" })).toBe("AuthorizationHeaderMalformed");
  expect(judge({ secretAccessKey: "x" })).toBe("SignatureDoesNotMatch");
  expect(judge({}, new Date("2013-05-24T00:16:00Z"))).toBe("RequestTimeTooSkewed");
});
