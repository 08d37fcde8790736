import { toErrorDetail } from "../errors/error-detail.ts";
import { unexpectedError } from "../errors/internal-errors.ts";
import { PharosError } from "../errors/pharos-error.ts";
import type { ErrorDetail } from "../spec/run.ts";
import { fromWireErrorDetail, toWireErrorDetail } from "../spec/error-detail-wire.ts";
import { codecOf } from "./codec.ts";

/**
 * An error as a caller may see it: ours as it is, every other as UNEXPECTED without its text, which
 * could hold paths, arguments or secrets of the host; its log has that.
 */
export const toVisibleError = (error: unknown): PharosError =>
  error instanceof PharosError && !unexpectedError.is(error)
    ? error
    : unexpectedError({ reason: "see journalctl -u pharos-agent on the host" });

/**
 * Bytes for the trailing metadata. HTTP/2 peers take some 64 KB of it, so long texts are cut and, if
 * that does not suffice, fields are left out.
 */
export const encodeErrorDetail = (error: PharosError): Buffer => {
  const detail = shorten(toErrorDetail(error));
  const bytes = codec.encode(toWireErrorDetail(detail));
  if (bytes.length <= detailLimitBytes) return bytes;
  return codec.encode(toWireErrorDetail({ ...detail, fields: {} }));
};

/** Undefined for bytes that are no error detail: the status alone has to tell then. */
export const decodeErrorDetail = (bytes: Uint8Array): ErrorDetail | undefined => {
  try {
    return fromWireErrorDetail(codec.decode(bytes));
  } catch {
    return undefined;
  }
};

const detailLimitBytes = 32_768;
const textLimitCharacters = 4_000;

const codec = codecOf("pharos.v1.ErrorDetail");

const shorten = (detail: ErrorDetail): ErrorDetail => ({
  ...detail,
  message: shortenText(detail.message),
  hint: shortenText(detail.hint),
  fields: Object.fromEntries(
    Object.entries(detail.fields).map(([name, value]) => [
      name,
      typeof value === "string" ? shortenText(value) : value,
    ]),
  ),
});

// The end is what matters of a program's output.
const shortenText = (text: string): string =>
  text.length <= textLimitCharacters ? text : `…${text.slice(1 - textLimitCharacters)}`;
