import * as z from "zod/mini";
import { programFailed } from "../../../shared/errors/host-errors.ts";
import type { InterfaceAddress, Listener, Route } from "../network.ts";

const ipRoute = z.object({
  dst: z.string(),
  type: z.optional(z.string()),
  gateway: z.optional(z.string()),
  via: z.optional(z.object({ host: z.string() })),
  dev: z.optional(z.string()),
  protocol: z.optional(z.string()),
  nexthops: z.optional(
    z.array(z.object({ gateway: z.optional(z.string()), dev: z.optional(z.string()) })),
  ),
});
type IpRoute = z.infer<typeof ipRoute>;

const ipLink = z.object({
  ifname: z.optional(z.string()),
  addr_info: z.optional(
    z.array(
      z.object({
        local: z.optional(z.string()),
        prefixlen: z.optional(z.number()),
        scope: z.optional(z.string()),
      }),
    ),
  ),
});

/** `ip -j route` of one family. A route over several ways is one entry per way; multicast is left out. */
export const parseRoutes = (json: string, family: 4 | 6): readonly Route[] =>
  parseJsonList(json)
    .flatMap((entry) => ipRoute.safeParse(entry).data ?? [])
    .filter(({ type }) => type !== "multicast")
    .flatMap((route) => toRoutes(route, family));

/** `ip -j address`. */
export const parseAddresses = (json: string): readonly InterfaceAddress[] =>
  parseJsonList(json)
    .flatMap((entry) => ipLink.safeParse(entry).data ?? [])
    .flatMap(({ ifname, addr_info: addresses }) =>
      (addresses ?? []).flatMap(({ local, prefixlen, scope }) =>
        ifname === undefined || local === undefined || prefixlen === undefined
          ? []
          : [{ device: ifname, address: local, prefixLength: prefixlen, scope: scope ?? "global" }],
      ),
    );

/** `ss -H -l -n -t -u -p`: protocol, state, two queues, local, peer, then the programs. */
export const parseListeners = (text: string): readonly Listener[] =>
  text.split("\n").flatMap((line) => {
    const [protocol, , , , local] = line.trim().split(/\s+/);
    const place = /^(.*):(\d+)$/.exec(local ?? "");
    if ((protocol !== "tcp" && protocol !== "udp") || place === null) return [];
    const program = /users:\(\("([^"]+)"/.exec(line)?.[1];
    const [, address = "", port = ""] = place;
    return [
      {
        protocol,
        address: toAddress(address),
        port: Number(port),
        ...(program === undefined ? {} : { program }),
      },
    ];
  });

/** Older iproute2 prints nothing at all for an empty table. */
const parseJsonList = (json: string): readonly unknown[] => {
  if (json.trim() === "") return [];
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : [];
  } catch (cause) {
    throw programFailed(
      { program: "ip -j", reason: "ip -j, whose answer is not JSON,", exitCode: 0, stderr: json },
      { cause },
    );
  }
};

const toRoutes = (route: IpRoute, family: 4 | 6): readonly Route[] => {
  const destination = toCidr(route.dst, family);
  const protocol = route.protocol === "117" ? "pharos" : (route.protocol ?? "boot");
  const ways = route.nexthops ?? [{ gateway: route.gateway ?? route.via?.host, dev: route.dev }];
  return ways.flatMap(({ gateway, dev }) =>
    dev === undefined
      ? []
      : [{ destination, device: dev, protocol, ...(gateway === undefined ? {} : { gateway }) }],
  );
};

const toCidr = (destination: string, family: 4 | 6): string => {
  if (destination === "default") return family === 4 ? "0.0.0.0/0" : "::/0";
  if (destination.includes("/")) return destination;
  return `${destination}/${family === 4 ? 32 : 128}`;
};

/** `[::]`, `127.0.0.53%lo`, and `*` for both families at once. */
const toAddress = (text: string): string => {
  if (text === "*") return "::";
  return text
    .replace(/^\[|\]$/g, "")
    .replace(/%.*$/, "")
    .replace(/\]$/, "");
};
