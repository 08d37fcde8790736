import { StringDecoder } from "node:string_decoder";

/** Whole lines of a stream of UTF-8, without their ends; a line of more than `maxCharacters` is left out. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxCharacters: number,
): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let begun = "";
  let isTooLong = false;
  for await (const chunk of chunks) {
    const [first = "", ...others] = decoder.write(Buffer.from(chunk)).split("\n");
    const parts = [begun + first, ...others];
    const last = parts.pop() ?? "";
    for (const [index, line] of parts.entries()) {
      if ((index > 0 || !isTooLong) && line.length <= maxCharacters) yield line;
    }
    isTooLong = (parts.length === 0 && isTooLong) || last.length > maxCharacters;
    begun = isTooLong ? "" : last;
  }
  if (begun !== "") yield begun;
}
