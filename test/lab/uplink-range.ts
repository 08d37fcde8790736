import ipaddr from "ipaddr.js";
import * as z from "zod";
import { LabError } from "./lab-error.ts";
import { runChecked } from "./run-command.ts";

/** The two ends of the link between a lab and the machine. */
export interface UplinkRange {
  readonly machineAddress: string;
  readonly labAddress: string;
}

/** Length of the link's prefix: a network, two ends and a broadcast address. */
export const uplinkPrefixLength = 30;

/** Beside the hosts' own range first; elsewhere on a machine whose network covers all of 10.0.0.0/8. */
const blocks = ["10.77", "172.29", "192.168"];

/**
 * The first range for a link that has nothing in common with the `taken` ones, which are IPv4 addresses and
 * networks such as `10.0.0.0/8`. The third byte is never 0: the hosts have 10.77.0.0/24.
 */
export function chooseUplinkRange(taken: readonly string[]): UplinkRange {
  const parsed = taken.map(parseRange);
  const prefixes = blocks.flatMap((block) =>
    Array.from({ length: 255 }, (_, index) => `${block}.${index + 1}`),
  );
  const free = prefixes.find(
    (prefix) =>
      !parsed.some((range) => overlap(range, parseRange(`${prefix}.0/${uplinkPrefixLength}`))),
  );
  if (free === undefined) {
    throw new LabError("the machine's routes leave no range for the link to the lab");
  }
  return { machineAddress: `${free}.1`, labAddress: `${free}.2` };
}

/** IPv4 networks and addresses that the machine has a way to, in any of its tables; its default routes are none. */
export async function readTakenRanges(): Promise<readonly string[]> {
  const shown = await runChecked(["ip", "-4", "-j", "route", "show", "table", "all"]);
  return parseRoutes(shown);
}

const Routes = z.array(z.looseObject({ dst: z.string() }));

/** Destinations out of what `ip -j route` prints. */
export function parseRoutes(shown: string): readonly string[] {
  const routes = Routes.parse(JSON.parse(shown));
  const ranges = routes.map((route) => route.dst).filter((dst) => dst !== "default");
  return [...new Set(ranges)];
}

type Range = readonly [ipaddr.IPv4, number];

function parseRange(text: string): Range {
  const [address = "", length = "32"] = text.split("/");
  return [ipaddr.IPv4.parse(address), Number(length)];
}

/** Two networks share an address exactly if they are equal in the shorter of their prefixes. */
function overlap(one: Range, other: Range): boolean {
  return one[0].match(other[0], Math.min(one[1], other[1]));
}
