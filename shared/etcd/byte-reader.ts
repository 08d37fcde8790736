/** Reads a stream of chunks of any size in pieces of the size that one wants. */
export interface ByteReader {
  /** So many bytes, fewer at the end of the stream, then none. */
  readonly upTo: (bytes: number) => Promise<Buffer>;
}

export const openByteReader = (source: AsyncIterable<Uint8Array>): ByteReader => {
  const iterator = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  let isOver = false;
  const fill = async (bytes: number): Promise<void> => {
    const chunks = [held];
    let length = held.length;
    while (length < bytes && !isOver) {
      const next: IteratorResult<Uint8Array, unknown> = await iterator.next();
      isOver = next.done === true;
      if (next.done === true) break;
      const { value } = next;
      chunks.push(Buffer.from(value.buffer, value.byteOffset, value.length));
      length += value.length;
    }
    held = Buffer.concat(chunks);
  };
  return {
    upTo: async (bytes) => {
      if (held.length < bytes) await fill(bytes);
      const piece = held.subarray(0, bytes);
      held = held.subarray(piece.length);
      return piece;
    },
  };
};
