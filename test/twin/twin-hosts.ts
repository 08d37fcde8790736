import { join } from "node:path";

export interface TwinHost {
  readonly name: string;
  readonly address: string;
}

const PER_NETWORK = 250;
const NETWORK = 40;

/** Hosts by their number, from 0; each listens on a loopback address of its own. Number 0 is the master. */
export const twinHost = (index: number): TwinHost => ({
  name: `h-${String(index).padStart(4, "0")}`,
  address: `127.77.${NETWORK + Math.floor(index / PER_NETWORK)}.${(index % PER_NETWORK) + 1}`,
});

/** The process that a host lives in. */
export const processOf = (index: number, processes: number): number => index % processes;

export const socketOf = (folder: string, process: number): string =>
  join(folder, `agents-${process}.sock`);
