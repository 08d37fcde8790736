const ELF_64_LITTLE_ENDIAN = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
const HEADER = {
  segments: 0x20,
  sections: 0x28,
  segmentSize: 0x36,
  segmentCount: 0x38,
  last: 0x3c,
};
const SEGMENT = { offset: 0x08, fileSize: 0x20 };

/**
 * An ELF program without what no loader reads: section headers, and the symbols and debug texts behind
 * the last segment, a fifth of Node's binary. `strip` does nearly the same where it is installed for
 * the architecture; this gives the same bytes on every machine. Files of other forms stay as they are.
 */
export const dropSections = (program: Buffer): Buffer => {
  if (!program.subarray(0, 6).equals(ELF_64_LITTLE_ENDIAN)) return program;
  const kept = Buffer.from(program.subarray(0, endOfSegments(program)));
  kept.writeBigUInt64LE(0n, HEADER.sections);
  // Their number, and which of them has the names.
  kept.writeUInt32LE(0, HEADER.last);
  return kept;
};

/** See elf(5) for the places. */
const endOfSegments = (program: Buffer): number => {
  const table = Number(program.readBigUInt64LE(HEADER.segments));
  const size = program.readUInt16LE(HEADER.segmentSize);
  const count = program.readUInt16LE(HEADER.segmentCount);
  const ends = Array.from({ length: count }, (_, index) => {
    const segment = table + index * size;
    const offset = program.readBigUInt64LE(segment + SEGMENT.offset);
    return Number(offset + program.readBigUInt64LE(segment + SEGMENT.fileSize));
  });
  return Math.max(table + count * size, ...ends);
};
