const gigabyte = 1e9;
const neededMemoryBytes = 3 * gigabyte;
/** Kubernetes' source and what is built of it are the larger part. */
const neededDiskBytes = 12 * gigabyte;

export interface Capacity {
  readonly memoryBytes: number;
  /** Where the lab keeps its disks, and what is built for it. */
  readonly freeBytes: number;
  readonly cacheDir: string;
}

/** What a machine has too little of for the demo, in words for people; empty: nothing. */
export const findShortages = ({
  memoryBytes,
  freeBytes,
  cacheDir,
}: Capacity): readonly string[] => [
  ...(memoryBytes >= neededMemoryBytes
    ? []
    : [`the demo needs 3 GB of memory, this machine has ${inGigabytes(memoryBytes)}`]),
  ...(freeBytes >= neededDiskBytes
    ? []
    : [
        `the demo needs 12 GB below ${cacheDir}, there are ${inGigabytes(freeBytes)}; PHAROS_LAB_CACHE names another folder`,
      ]),
];

const inGigabytes = (bytes: number): string => `${(bytes / gigabyte).toFixed(1)} GB`;
