import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256 of a file's content, in hex; files may be larger than memory. */
export const hashFile = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  const chunks: AsyncIterable<Uint8Array> = createReadStream(path);
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
};
