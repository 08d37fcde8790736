/** How an agent is reached: its port itself, or its port through a login over SSH. */
export type AgentRoute = "direct" | "ssh";

/** One way to try, and how long it is alone before the next one joins in; a failure lets the next begin at once. */
export interface RouteAttempt {
  readonly route: AgentRoute;
  readonly aloneMs: number;
}

export interface RouteQuestion {
  /** The way of an earlier command; absent: none is known, or it was the direct one. */
  readonly remembered?: { readonly route: "ssh"; readonly isFresh: boolean };
  /** cluster.yml says how the host is reached over SSH. */
  readonly hasSsh: boolean;
  /** That way leads over a bastion or a proxy command. */
  readonly hasDetour: boolean;
}

/** A host on the same continent has answered by then; one that a firewall hides never does. */
const USUAL_HEAD_START_MS = 1_000;
/** Behind a bastion the direct way is the exception. */
const DETOUR_HEAD_START_MS = 300;

/**
 * Whether the way that won is to be remembered. Where the direct one says no at once, as it does while
 * an agent starts, it costs nothing to ask it again, and SSH for an hour would cost half a second each time.
 */
export const isWorthRemembering = (
  route: AgentRoute,
  directFailedAfterMs: number | undefined,
): boolean =>
  route === "direct" ||
  directFailedAfterMs === undefined ||
  directFailedAfterMs >= USUAL_HEAD_START_MS;

/**
 * The ways to a host in the order in which they are tried. A memory that is old is put to the test
 * without a loss of time: both begin at once.
 */
export const orderRoutes = ({
  remembered,
  hasSsh,
  hasDetour,
}: RouteQuestion): readonly RouteAttempt[] => {
  const last = (route: AgentRoute): RouteAttempt => ({ route, aloneMs: Number.POSITIVE_INFINITY });
  if (!hasSsh) return [last("direct")];
  if (remembered !== undefined) {
    const aloneMs = remembered.isFresh ? Number.POSITIVE_INFINITY : 0;
    return [{ route: "ssh", aloneMs }, last("direct")];
  }
  const aloneMs = hasDetour ? DETOUR_HEAD_START_MS : USUAL_HEAD_START_MS;
  return [{ route: "direct", aloneMs }, last("ssh")];
};
