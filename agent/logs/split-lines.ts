import { StringDecoder } from "node:string_decoder";

/**
 * Whole lines of a stream of UTF-8, without their ends, those together that came together; a line of
 * more than `maxCharacters` is left out.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxCharacters: number,
): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder("utf8");
  let begun = "";
  let isTooLong = false;
  for await (const chunk of chunks) {
    const [first = "", ...others] = decoder.write(Buffer.from(chunk)).split("\n");
    const parts = [begun + first, ...others];
    const last = parts.pop() ?? "";
    const lines = parts.filter(
      (line, index) => (index > 0 || !isTooLong) && line.length <= maxCharacters,
    );
    isTooLong = (parts.length === 0 && isTooLong) || last.length > maxCharacters;
    begun = isTooLong ? "" : last;
    if (lines.length > 0) yield lines;
  }
  if (begun !== "") yield [begun];
}
