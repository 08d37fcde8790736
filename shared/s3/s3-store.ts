import type { IncomingHttpHeaders } from "node:http";
import { storeRefused, storeUnreachable } from "../errors/store-errors.ts";
import { openS3Connection, type S3Answer, type S3Request } from "./s3-connection.ts";
import {
  type ListedObject,
  type OpenUpload,
  type Page,
  parseObjects,
  parseUploadId,
  parseUploads,
  renderParts,
} from "./s3-answers.ts";
import { explainCut, readText, refusalIn, refusalOf } from "./s3-refusal.ts";
import type { S3Ports, S3Settings } from "./s3-settings.ts";

/** What a store tells of an object beside its content. */
export interface ObjectHead {
  readonly sizeBytes: number;
  /** What it was put with, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

export type Metadata = Readonly<Record<string, string>>;

/**
 * The few calls of S3 that copies need. Each is tried anew with growing pauses where the store is silent,
 * busy or cuts it off. Throws `SNAPSHOT_STORE_UNREACHABLE` after that, `SNAPSHOT_STORE_REFUSED` at once.
 */
export interface S3Store {
  readonly put: (key: string, body: Uint8Array, metadata: Metadata) => Promise<void>;
  /** `undefined`: there is no such object. */
  readonly head: (key: string) => Promise<ObjectHead | undefined>;
  /** Its bytes at the pace of who reads; goes on where it was cut off. */
  readonly get: (key: string, signal: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly list: (prefix: string) => Promise<readonly ListedObject[]>;
  /** Absent already: nothing. */
  readonly remove: (key: string) => Promise<void>;
  /** Gives the upload's id. */
  readonly beginUpload: (key: string, metadata: Metadata) => Promise<string>;
  /** Parts from 1 on, of 5 MiB or more but for the last; gives the part's tag. */
  readonly putPart: (upload: PartPlace, body: Uint8Array) => Promise<string>;
  readonly endUpload: (key: string, id: string, tags: readonly string[]) => Promise<void>;
  /** Its parts go; absent already: nothing. */
  readonly abandonUpload: (key: string, id: string) => Promise<void>;
  readonly listUploads: (prefix: string) => Promise<readonly OpenUpload[]>;
  readonly close: () => void;
}

export interface PartPlace {
  readonly key: string;
  readonly id: string;
  readonly number: number;
}

/** A part over a slow line. */
const CALL_LIMIT_MS = 5 * 60_000;
/** A whole object of some gigabytes. */
const GET_LIMIT_MS = 60 * 60_000;
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;
const METADATA = "x-amz-meta-";
/** More pages than any folder of copies has. */
const MOST_PAGES = 100;

export const openS3Store = (settings: S3Settings, ports: S3Ports): S3Store => {
  const connection = openS3Connection(settings, ports);
  const { endpoint } = settings;
  const strange = (reason: string): Error => storeRefused({ endpoint, code: "", reason });

  const send = async (request: S3Request, signal: AbortSignal): Promise<S3Answer> => {
    const answer = await connection.send(request, signal);
    if (answer.status >= 200 && answer.status < 300) return answer;
    const text = await readText(settings, answer.body);
    throw refusalOf(settings, answer, { text, now: ports.now() });
  };

  const patiently = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!storeUnreachable.is(error) || tried === ATTEMPTS) throw error;
        await ports.pause(pauseAfter(tried, ports.random()));
      }
    }
  };

  /** One small request and the text of its answer. */
  const call = (request: S3Request) =>
    patiently(async () => {
      const { headers, body } = await send(request, AbortSignal.timeout(CALL_LIMIT_MS));
      const text = await readText(settings, body);
      // What takes long is answered before it is known whether it succeeds.
      const refusal = refusalIn(text);
      if (refusal !== undefined) throw storeUnreachable({ endpoint, reason: refusal });
      return { headers, text };
    });

  const pages = async <Item>(
    query: Readonly<Record<string, string>>,
    parse: (text: string) => Page<Item> | undefined,
  ): Promise<readonly Item[]> => {
    const items: Item[] = [];
    let next: Readonly<Record<string, string>> | undefined = {};
    for (let page = 0; next !== undefined && page < MOST_PAGES; page += 1) {
      const { text } = await call({ method: "GET", query: { ...query, ...next } });
      const read = parse(text);
      if (read === undefined) throw strange(NO_STORE);
      items.push(...read.items);
      ({ next } = read);
    }
    return items;
  };

  return {
    put: async (key, body, metadata) => {
      await call({ method: "PUT", key, body, headers: toHeaders(metadata) });
    },
    head: (key) =>
      patiently(async () => {
        const request = { method: "HEAD", key } as const;
        const answer = await connection.send(request, AbortSignal.timeout(CALL_LIMIT_MS));
        answer.body.resume();
        if (answer.status === 404) return undefined;
        if (answer.status !== 200)
          throw refusalOf(settings, answer, { text: "", now: ports.now() });
        return toHead(answer.headers);
      }),
    get: async function* (key, signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(GET_LIMIT_MS)]);
      let at = 0;
      for (let tried = 1; ;) {
        try {
          const range = at === 0 ? {} : { range: `bytes=${at}-` };
          const { body, status } = await send({ method: "GET", key, headers: range }, limit);
          if (at > 0 && status !== 206) throw strange(NO_RANGES);
          const chunks: AsyncIterable<Uint8Array> = body;
          for await (const chunk of chunks) {
            at += chunk.length;
            tried = 1;
            yield chunk;
          }
          return;
        } catch (error) {
          signal.throwIfAborted();
          const explained = explainCut(settings, error);
          if (!storeUnreachable.is(explained) || tried === ATTEMPTS) throw explained;
          await ports.pause(pauseAfter(tried, ports.random()));
          tried += 1;
        }
      }
    },
    list: (prefix) => pages({ "list-type": "2", prefix }, parseObjects),
    remove: async (key) => {
      await call({ method: "DELETE", key });
    },
    beginUpload: async (key, metadata) => {
      const headers = toHeaders(metadata);
      const { text } = await call({ method: "POST", key, query: { uploads: "" }, headers });
      const id = parseUploadId(text);
      if (id === undefined) throw strange(NO_STORE);
      return id;
    },
    putPart: async ({ key, id, number }, body) => {
      const query = { partNumber: `${number}`, uploadId: id };
      const { etag } = (await call({ method: "PUT", key, query, body })).headers;
      if (etag === undefined) throw strange(NO_STORE);
      return etag;
    },
    endUpload: async (key, id, tags) => {
      const body = Buffer.from(renderParts(tags));
      await call({ method: "POST", key, query: { uploadId: id }, body });
    },
    abandonUpload: async (key, id) => {
      await call({ method: "DELETE", key, query: { uploadId: id } }).catch((error: unknown) => {
        if (!isAbsent(error)) throw error;
      });
    },
    listUploads: (prefix) => pages({ uploads: "", prefix }, parseUploads),
    close: connection.close,
  };
};

const NO_STORE = "what answers there is no S3 store";
const NO_RANGES = "it gives objects only from their beginning";
const NO_UPLOAD = "NoSuchUpload";

const isAbsent = (error: unknown): boolean =>
  storeRefused.is(error) && error.fields["code"] === NO_UPLOAD;

const pauseAfter = (tried: number, random: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tried) * (0.5 + random / 2);

const toHeaders = (metadata: Metadata): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [METADATA + name, value]));

const toHead = (headers: IncomingHttpHeaders): ObjectHead => ({
  sizeBytes: Number(headers["content-length"] ?? 0),
  metadata: Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(METADATA) && typeof value === "string"
        ? [[name.slice(METADATA.length), value]]
        : [],
    ),
  ),
});
