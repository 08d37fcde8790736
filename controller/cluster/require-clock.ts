import { clockOff } from "../../shared/errors/ssh-errors.ts";
import { CLOCK_LIMIT_MS } from "../bootstrap/clock-offset.ts";
import type { AgentLink } from "./host-link.ts";

/**
 * Throws `CLOCK_OFF` for an agent whose clock is ahead: one that is behind refuses our certificate, and
 * `explainRefusal` tells that. Closes the connection then.
 */
export const requireClock = (
  { address: host }: { readonly address: string },
  link: AgentLink,
): AgentLink => {
  if (Math.abs(link.clockOffsetMs) <= CLOCK_LIMIT_MS) return link;
  link.connection.close();
  throw clockOff({ host, seconds: Math.round(link.clockOffsetMs / 1000) });
};
