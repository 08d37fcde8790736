import { parseXml, XmlElement } from "@rgrove/parse-xml";

/** An object as a bucket lists it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
}

/** An upload in parts that nobody has ended. */
export interface OpenUpload {
  readonly key: string;
  readonly id: string;
  /** NaN: the store does not say. */
  readonly beganAtMs: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Parameters of the request for the next page; absent: there is none. */
  readonly next?: Readonly<Record<string, string>>;
}

/** What a store says of a refusal; `undefined`: it says nothing that is known. */
export const parseRefusal = (
  text: string,
): { readonly code: string; readonly message: string } | undefined => {
  const root = readRoot(text);
  if (root?.name !== "Error") return undefined;
  return { code: textOf(root, "Code"), message: textOf(root, "Message") };
};

/** Of `ListObjectsV2`; `undefined`: it is something else. */
export const parseObjects = (text: string): Page<ListedObject> | undefined => {
  const root = readRoot(text);
  if (root?.name !== "ListBucketResult") return undefined;
  const items = childrenOf(root, "Contents").map((object) => ({
    key: textOf(object, "Key"),
    sizeBytes: Number(textOf(object, "Size")),
  }));
  const token = textOf(root, "NextContinuationToken");
  const isLast = textOf(root, "IsTruncated") !== "true" || token === "";
  return isLast ? { items } : { items, next: { "continuation-token": token } };
};

/** Of `ListMultipartUploads`; `undefined`: it is something else. */
export const parseUploads = (text: string): Page<OpenUpload> | undefined => {
  const root = readRoot(text);
  if (root?.name !== "ListMultipartUploadsResult") return undefined;
  const items = childrenOf(root, "Upload").map((upload) => ({
    key: textOf(upload, "Key"),
    id: textOf(upload, "UploadId"),
    beganAtMs: Date.parse(textOf(upload, "Initiated")),
  }));
  const [key, id] = [textOf(root, "NextKeyMarker"), textOf(root, "NextUploadIdMarker")];
  const isLast = textOf(root, "IsTruncated") !== "true" || key === "";
  return isLast ? { items } : { items, next: { "key-marker": key, "upload-id-marker": id } };
};

/** Of `CreateMultipartUpload`; `undefined`: there is none. */
export const parseUploadId = (text: string): string | undefined => {
  const root = readRoot(text);
  return root === undefined ? undefined : textOf(root, "UploadId") || undefined;
};

/** For `CompleteMultipartUpload`: the tags of all parts in their order. */
export const renderParts = (tags: readonly string[]): string => {
  const parts = tags.map((tag, index) => {
    const quoted = tag.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    return `<Part><PartNumber>${index + 1}</PartNumber><ETag>${quoted}</ETag></Part>`;
  });
  return `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
};

const readRoot = (text: string): XmlElement | undefined => {
  try {
    return parseXml(text).root ?? undefined;
  } catch {
    return undefined;
  }
};

const childrenOf = ({ children }: XmlElement, name: string): readonly XmlElement[] =>
  children.filter((child) => child instanceof XmlElement).filter((child) => child.name === name);

const textOf = (element: XmlElement, name: string): string =>
  childrenOf(element, name)[0]?.text.trim() ?? "";
