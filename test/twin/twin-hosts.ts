import { join } from "node:path";

export interface TwinHost {
  readonly name: string;
  readonly address: string;
}

const PER_NETWORK = 250;
const FIRST_SUBNET = 40;

/** Second part of addresses in 127.0.0.0/8, so that twins on one machine seldom meet. */
export const randomNetwork = (): number => 64 + Math.floor(Math.random() * 128);

/** Hosts by their number, from 0; each listens on a loopback address of its own. Number 0 is the master. */
export const twinHost = (index: number, network: number): TwinHost => ({
  name: `h-${String(index).padStart(4, "0")}`,
  address: `127.${network}.${FIRST_SUBNET + Math.floor(index / PER_NETWORK)}.${(index % PER_NETWORK) + 1}`,
});

/** The process that a host lives in. */
export const processOf = (index: number, processes: number): number => index % processes;

export const socketOf = (folder: string, process: number): string =>
  join(folder, `agents-${process}.sock`);
