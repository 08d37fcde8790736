import { statfs } from "node:fs/promises";
import { Disappointment } from "./expectation.ts";

/** A kubelet's own limit for images and containers, without settings. */
const KUBELET_SHARE = 0.15;

/** The lab's hosts have the machine's disk: throws where it is so full that no node of theirs would settle. */
export async function requireFreeDisk(folder: string): Promise<void> {
  const shortage = findDiskShortage(await statfs(folder));
  if (shortage !== undefined) throw new Disappointment(`the disk of ${folder}: ${shortage}`);
}

interface DiskBlocks {
  readonly blocks: number;
  /** Free for everybody. */
  readonly bavail: number;
}

export function findDiskShortage({ blocks, bavail }: DiskBlocks): string | undefined {
  const share = bavail / blocks;
  if (share >= KUBELET_SHARE) return undefined;
  return `${(share * 100).toFixed(1)} % are free, below ${KUBELET_SHARE * 100} % nodes are under disk pressure`;
}
