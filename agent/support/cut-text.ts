export const MAX_PART_BYTES = 512 * 1024;

/** Which end of a text matters: a log's end, a file's beginning. */
export type Keep = "beginning" | "end";

/** A text of at most half a MiB, cut between lines. */
export const cutText = (
  text: string,
  keep: Keep,
): { readonly text: string; readonly isCut: boolean } => {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_PART_BYTES) return { text, isCut: false };
  if (keep === "beginning") {
    const end = bytes.lastIndexOf("\n", MAX_PART_BYTES);
    return { text: bytes.subarray(0, end < 0 ? MAX_PART_BYTES : end + 1).toString(), isCut: true };
  }
  const start = bytes.indexOf("\n", bytes.length - MAX_PART_BYTES);
  const from = start < 0 ? bytes.length - MAX_PART_BYTES : start + 1;
  return { text: bytes.subarray(from).toString(), isCut: true };
};
