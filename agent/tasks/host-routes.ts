import type { Change } from "../engine/change.ts";
import type { Task } from "../engine/task.ts";
import type { Route } from "../host/network.ts";

export interface HostRoutesSpec {
  /** One per other host: its pods, by way of its address. */
  readonly routes: readonly { readonly destination: string; readonly gateway: string }[];
}

/**
 * Routes to the other hosts' pods. Those that carry our protocol number and are not in the spec go.
 * They live in the kernel alone: after a boot the agent puts them back when it starts.
 */
export const hostRoutes: Task<HostRoutesSpec, readonly Route[]> = {
  kind: "host-routes",
  name: () => "all",
  title: () => "route to the pods of other hosts",
  reads: () => [],
  writes: ({ routes }) => [
    "route:pharos",
    ...routes.map(({ destination }) => `route:${destination}` as const),
  ],
  check: (host) => host.network.routes(),
  diff: (found, { routes }) => {
    // By destination: a list of a thousand is not searched a thousand times.
    const byDestination = Map.groupBy(found, ({ destination }) => destination);
    const wanted = new Set(routes.map(({ destination }) => destination));
    const stale = found.filter((route) => isOurs(route) && !wanted.has(route.destination));
    return [
      ...stale.map((route) => toChange(route.destination, route)),
      ...routes.flatMap(({ destination, gateway }) =>
        diffRoute(destination, gateway, byDestination.get(destination) ?? []),
      ),
    ];
  },
  apply: async (host, _spec, changes) => {
    for (const { field, after } of changes) {
      if (after === undefined) await host.network.removeRoute(field);
      else await host.network.putRoute(field, after);
    }
  },
};

const OUR_PROTOCOLS: readonly string[] = ["pharos", "117"];

const isOurs = ({ protocol }: Route): boolean => OUR_PROTOCOLS.includes(protocol);

const diffRoute = (
  destination: string,
  gateway: string,
  there: readonly Route[],
): readonly Change[] => {
  if (there.some((route) => route.gateway === gateway)) return [];
  return [toChange(destination, there[0], gateway)];
};

const toChange = (field: string, before: Route | undefined, after?: string): Change => ({
  field,
  ...(before === undefined ? {} : { before: before.gateway ?? before.device }),
  ...(after === undefined ? {} : { after }),
});
