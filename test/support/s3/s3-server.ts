import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { type Account, type S3Refusal, verifySignature } from "./verify-signature.ts";

export interface StoredObject {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One request, after its signature was found good. */
export interface S3Call {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly metadata: Readonly<Record<string, string>>;
  readonly range: number;
  readonly body: Buffer;
}

/** What is done instead of an answer: a refusal, the end of the connection, an answer that is cut in its middle. */
export type S3Fault = S3Refusal | "cut" | { readonly cutAfterBytes: number };

export interface S3ServerOptions extends Account {
  readonly bucket: string;
  readonly tls: { readonly key: string; readonly cert: string };
  /** Default: the present. */
  readonly now?: () => Date;
  /** Keys to a page of a list. Default 1000. */
  readonly pageSize?: number;
}

interface OpenUpload extends Pick<StoredObject, "metadata"> {
  readonly key: string;
  readonly began: Date;
  readonly parts: Map<number, Buffer>;
}

interface Answer {
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const SMALLEST_PART = 5 * 1024 * 1024;

/**
 * A store that speaks what of S3 copies need, over TLS and with one bucket: it judges every signature,
 * refuses as S3 does, and fails as it is told.
 */
export class S3Server {
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, OpenUpload>();
  /** `GET key`, `PUT key?partNumber=1`, of all calls that were signed well. */
  readonly calls: string[] = [];
  /** Asked for each call; default: none fails. */
  fault: (call: S3Call) => S3Fault | undefined = () => undefined;
  readonly #options: S3ServerOptions;
  readonly #server: Server;

  constructor(options: S3ServerOptions) {
    this.#options = options;
    this.#server = createServer(options.tls, (request, response) => {
      void this.#serve(request, response).catch(() => request.destroy());
    });
  }

  /** Gives the port. */
  async listen(address: string, port = 0): Promise<number> {
    this.#server.listen(port, address);
    await once(this.#server, "listening");
    const found = this.#server.address();
    return typeof found === "object" && found !== null ? found.port : port;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const body = Buffer.concat(await request.toArray());
    const now = this.#options.now?.() ?? new Date();
    response.setHeader("date", now.toUTCString());
    const refusal = verifySignature({ method, url, headers, body }, this.#options, now);
    if (refusal !== undefined) return sendRefusal(response, refusal, method);
    const { pathname, searchParams: query } = new URL(url, "https://store");
    const { bucket } = this.#options;
    const isInName = (headers.host ?? "").startsWith(`${bucket}.`);
    const [named, ...rest] = pathname.slice(1).split("/");
    if (!isInName && named !== bucket) return sendRefusal(response, NO_BUCKET, method);
    const key = isInName ? pathname.slice(1) : rest.join("/");
    const range = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
    const call = { method, key, query, metadata: toMetadata(headers), range, body };
    this.calls.push(`${method} ${key}${query.size === 0 ? "" : `?${String(query)}`}`);
    const fault = this.fault(call);
    if (fault === "cut") return void request.socket.destroy();
    if (fault !== undefined && "code" in fault) return sendRefusal(response, fault, method);
    if (method === "GET" && key !== "") return this.#sendObject(response, call, fault);
    if (method === "HEAD") return this.#sendHead(response, call);
    const answer = this.#perform(call, now);
    if ("code" in answer) return sendRefusal(response, answer, method);
    for (const [name, value] of Object.entries(answer.headers ?? {}))
      response.setHeader(name, value);
    response.end(answer.text);
  }

  #perform(call: S3Call, now: Date): Answer | S3Refusal {
    const { method, key, query, metadata, body } = call;
    const id = query.get("uploadId");
    switch (`${method}${query.has("uploads") ? " uploads" : ""}${id === null ? "" : " upload"}`) {
      case "GET":
        return this.#list(query);
      case "GET uploads":
        return this.#listUploads(query.get("prefix") ?? "");
      case "PUT":
        this.objects.set(key, { body, metadata });
        return { text: "", headers: { etag: tagOf(body) } };
      case "DELETE":
        this.objects.delete(key);
        return { text: "" };
      case "POST uploads": {
        const made = randomUUID();
        this.uploads.set(made, { key, metadata, began: now, parts: new Map() });
        return {
          text: `<InitiateMultipartUploadResult><UploadId>${made}</UploadId></InitiateMultipartUploadResult>`,
        };
      }
      default:
        return this.#performUpload(call, id ?? "");
    }
  }

  #performUpload({ method, key, query, body }: S3Call, id: string): Answer | S3Refusal {
    const upload = this.uploads.get(id);
    if (upload?.key !== key) return NO_UPLOAD;
    if (method === "PUT") {
      upload.parts.set(Number(query.get("partNumber")), body);
      return { text: "", headers: { etag: tagOf(body) } };
    }
    this.uploads.delete(id);
    if (method === "DELETE") return { text: "" };
    const wanted = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)</g)];
    const parts = wanted.map(([, number, tag]) => ({
      tag,
      part: upload.parts.get(Number(number)),
    }));
    if (parts.some(({ tag, part }) => part === undefined || tag !== tagOf(part))) return BAD_PART;
    if (parts.slice(0, -1).some(({ part }) => (part?.length ?? 0) < SMALLEST_PART)) return SMALL;
    const whole = Buffer.concat(parts.flatMap(({ part }) => part ?? []));
    this.objects.set(key, { body: whole, metadata: upload.metadata });
    return { text: "<CompleteMultipartUploadResult/>" };
  }

  #list(query: URLSearchParams): Answer {
    const { pageSize = 1000 } = this.#options;
    const prefix = query.get("prefix") ?? "";
    const after = query.get("continuation-token") ?? "";
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    const left = keys.filter((key) => key > after);
    const page = left.slice(0, pageSize);
    const items = page.map(
      (key) =>
        `<Contents><Key>${key}</Key><Size>${this.objects.get(key)?.body.length}</Size></Contents>`,
    );
    const isCut = left.length > page.length;
    const next = isCut ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
    return {
      text: `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${isCut}</IsTruncated>${next}${items.join("")}</ListBucketResult>`,
    };
  }

  #listUploads(prefix: string): Answer {
    const items = [...this.uploads]
      .filter(([, { key }]) => key.startsWith(prefix))
      .map(
        ([id, { key, began }]) =>
          `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${began.toISOString()}</Initiated></Upload>`,
      );
    return {
      text: `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${items.join("")}</ListMultipartUploadsResult>`,
    };
  }

  #sendHead(response: ServerResponse, { key }: S3Call): void {
    const object = this.objects.get(key);
    if (object === undefined) return void response.writeHead(404).end();
    response.writeHead(200, toHeaders(object)).end();
  }

  async #sendObject(
    response: ServerResponse,
    { key, range }: S3Call,
    fault: { readonly cutAfterBytes: number } | undefined,
  ): Promise<void> {
    const object = this.objects.get(key);
    if (object === undefined) return sendRefusal(response, NO_KEY, "GET");
    const body = object.body.subarray(range);
    const headers = { ...toHeaders(object), "content-length": body.length };
    response.writeHead(range === 0 ? 200 : 206, headers);
    if (fault === undefined) return void response.end(body);
    response.write(body.subarray(0, fault.cutAfterBytes));
    // What was written is to have left before the connection goes.
    await sleep(20);
    response.destroy();
  }
}

export const SLOW_DOWN: S3Refusal = { status: 503, code: "SlowDown", message: "Reduce your rate." };
export const DENIED: S3Refusal = { status: 403, code: "AccessDenied", message: "Access Denied" };
const NO_BUCKET: S3Refusal = { status: 404, code: "NoSuchBucket", message: "No such bucket" };
const NO_KEY: S3Refusal = { status: 404, code: "NoSuchKey", message: "No such key" };
const NO_UPLOAD: S3Refusal = { status: 404, code: "NoSuchUpload", message: "No such upload" };
const BAD_PART: S3Refusal = { status: 400, code: "InvalidPart", message: "A part is missing" };
const SMALL: S3Refusal = { status: 400, code: "EntityTooSmall", message: "A part is too small" };

const sendRefusal = (
  response: ServerResponse,
  { status, code, message }: S3Refusal,
  method: string,
): void => {
  response.writeHead(status, { "content-type": "application/xml" });
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.end(method === "HEAD" ? "" : text);
};

const tagOf = (body: Uint8Array): string => `"${createHash("md5").update(body).digest("hex")}"`;

const PREFIX = "x-amz-meta-";

const toMetadata = (headers: IncomingMessage["headers"]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(PREFIX) && typeof value === "string" ? [[name, value]] : [],
    ),
  );

const toHeaders = ({ body, metadata }: StoredObject) => ({
  ...metadata,
  "content-length": body.length,
});
