import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { clockOff } from "../../shared/errors/ssh-errors.ts";
import { type ProbeOptions, probeHost } from "../bootstrap/probe-host.ts";
import type { SshSession } from "../bootstrap/ssh-session.ts";

/**
 * What is wrong where an agent refuses our certificate: if its host's clock is, `CLOCK_OFF` with how
 * far, which only SSH can tell then; else the refusal as it was. Closes the session.
 */
export const explainRefusal = async (
  refusal: PharosError,
  session: SshSession,
  options: ProbeOptions,
): Promise<PharosError> => {
  try {
    await probeHost(session, options);
    return refusal;
  } catch (error) {
    return clockOff.is(error) ? error : refusal;
  } finally {
    await session.close().catch(() => undefined);
  }
};
