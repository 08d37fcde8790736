import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { replaceFile } from "../keystore/keystore-file.ts";
import type { AgentRoute } from "./agent-route.ts";

export interface RoutedHost {
  readonly name: string;
  readonly address: string;
}

/** What this machine remembers of the ways to a cluster's agents. */
export interface RouteMemory {
  /** Absent: nothing, or the direct way. Only of the host's present address. */
  readonly recall: (
    host: RoutedHost,
  ) => { readonly route: "ssh"; readonly isFresh: boolean } | undefined;
  readonly note: (host: RoutedHost, route: AgentRoute) => void;
  /** Resolves when all that was noted is on the disk, or could not be. */
  readonly settle: () => Promise<void>;
}

const HostWay = z.strictObject({ address: z.string(), route: z.literal("ssh"), atMs: z.number() });
const RouteFile = z.strictObject({ version: z.literal(1), hosts: z.record(z.string(), HostWay) });
type HostWays = Readonly<Record<string, z.infer<typeof HostWay>>>;

/** After that the direct way is tried beside the remembered one. */
const FRESH_MS = 3_600_000;

/** By the cluster's name below ~/.pharos (`base`): the folder of one that is not kept yet is another. */
export const routesFile = (
  base: string,
  { cluster }: { readonly cluster: { readonly name: string } },
): string => join(base, cluster.name, "routes.json");

/**
 * Opens the memory in `file`; one that is missing or broken is empty, since it only saves time. Of
 * two commands at once the later one's memory stays.
 */
export const openRouteMemory = async (file: string, now: () => Date): Promise<RouteMemory> => {
  let hosts = await readWays(file);
  let writing = Promise.resolve();
  let isDirty = false;
  const save = async (): Promise<void> => {
    if (!isDirty) return;
    isDirty = false;
    // Before the first apply is confirmed there is no folder, and nothing is left behind then.
    await replaceFile(file, `${JSON.stringify({ version: 1, hosts })}\n`).catch(() => undefined);
  };
  const change = (next: HostWays): void => {
    hosts = next;
    isDirty = true;
    writing = writing.then(save);
  };
  return {
    recall: ({ name, address }) => {
      const way = hosts[name];
      if (way === undefined || way.address !== address) return undefined;
      const ageMs = now().getTime() - way.atMs;
      return { route: "ssh", isFresh: ageMs >= 0 && ageMs < FRESH_MS };
    },
    note: ({ name, address }, route) => {
      const { [name]: known, ...others } = hosts;
      if (route === "direct") {
        if (known !== undefined) change(others);
        return;
      }
      const isFresh = known?.address === address && now().getTime() - known.atMs < FRESH_MS;
      if (!isFresh) change({ ...others, [name]: { address, route, atMs: now().getTime() } });
    },
    settle: () => writing,
  };
};

const readWays = async (file: string): Promise<HostWays> => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  const parsed = RouteFile.safeParse(parseJson(text ?? ""));
  return parsed.success ? parsed.data.hosts : {};
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
