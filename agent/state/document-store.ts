import * as z from "zod/mini";
import { stateUnreadable } from "../../shared/errors/agent-errors.ts";
import { numberReused, numberTooLow } from "../../shared/errors/coordination-errors.ts";
import type { DocumentKind, SignedDocument } from "../../shared/pki/signed-document.ts";
import { readOptional } from "./read-optional.ts";
import { createSerialQueue } from "./serial-queue.ts";
import { writeAtomic } from "./write-atomic.ts";

/** A signed document that was accepted, with what it says. */
export interface Accepted<Content> {
  readonly document: SignedDocument;
  readonly content: Content;
}

/** The newest document of one kind that this host accepted; survives restarts. */
export interface DocumentStore<Content> {
  readonly current: () => Accepted<Content> | undefined;
  /**
   * Verifies, compares numbers and writes before it answers. The same document again is nothing.
   * Throws `SIGNATURE_INVALID`, `SIGNER_UNKNOWN`, `NUMBER_TOO_LOW`, `NUMBER_REUSED`.
   */
  readonly accept: (document: SignedDocument) => Promise<Accepted<Content>>;
  /** Called whenever another one was accepted. */
  readonly observe: (observer: () => void) => void;
}

export interface DocumentStoreOptions<Content> {
  readonly path: string;
  readonly kind: DocumentKind;
  /** Judges the signature by the signers of today, gives the payload. */
  readonly verify: (document: SignedDocument) => Uint8Array;
  readonly decode: (payload: Uint8Array) => Content;
  readonly numberOf: (content: Content) => number;
  /** Throws when the document is not for this host or this cluster. */
  readonly checkPlace: (content: Content) => void;
}

const Stored = z.strictObject({
  kind: z.string(),
  keyId: z.string(),
  payload: z.string(),
  signature: z.string(),
});

/** Opens a store; a document that is stored was judged when it was accepted and is not judged again. */
export const openDocumentStore = async <Content>(
  options: DocumentStoreOptions<Content>,
): Promise<DocumentStore<Content>> => {
  let current = await load(options);
  // Of two at once the lower number must not be written last.
  const exclusively = createSerialQueue();
  const observers: (() => void)[] = [];
  return {
    current: () => current,
    observe: (observer) => void observers.push(observer),
    accept: (document) =>
      exclusively(async () => {
        const content = options.decode(options.verify(document));
        options.checkPlace(content);
        if (current !== undefined && isRepeated(document, content, current, options)) {
          return current;
        }
        await writeAtomic(options.path, JSON.stringify(toStored(document)));
        current = { document, content };
        for (const observer of observers) observer();
        return current;
      }),
  };
};

const isRepeated = <Content>(
  document: SignedDocument,
  content: Content,
  current: Accepted<Content>,
  { kind, numberOf }: DocumentStoreOptions<Content>,
): boolean => {
  const offered = numberOf(content);
  const accepted = numberOf(current.content);
  if (offered < accepted) throw numberTooLow({ document: kind, offered, accepted });
  if (offered > accepted) return false;
  if (Buffer.compare(document.payload, current.document.payload) !== 0) {
    throw numberReused({ document: kind, number: offered });
  }
  return true;
};

const load = async <Content>(
  options: DocumentStoreOptions<Content>,
): Promise<Accepted<Content> | undefined> => {
  const text = await readOptional(options.path);
  if (text === undefined) return undefined;
  try {
    const stored = Stored.parse(JSON.parse(text));
    const document: SignedDocument = {
      kind: options.kind,
      keyId: stored.keyId,
      payload: Buffer.from(stored.payload, "base64"),
      signature: Buffer.from(stored.signature, "base64"),
    };
    return { document, content: options.decode(document.payload) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw stateUnreadable({ path: options.path, reason }, { cause });
  }
};

const toStored = ({ kind, keyId, payload, signature }: SignedDocument): z.infer<typeof Stored> => ({
  kind,
  keyId,
  payload: Buffer.from(payload).toString("base64"),
  signature: Buffer.from(signature).toString("base64"),
});
