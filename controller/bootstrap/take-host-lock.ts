import * as z from "zod";
import { lockHeld } from "../../shared/errors/coordination-errors.ts";
import { holdOnHost, type HostHold, SILENCE_LIMIT_SECONDS, WAIT_FOR_END } from "./hold-on-host.ts";
import type { SshSession } from "./ssh-session.ts";

/** Who is about to make a cluster of this host. */
export const HostLockHolder = z.object({
  /** Operator and run, as in the agents' lock. */
  holder: z.string(),
  machine: z.string(),
  purpose: z.string(),
});
export type HostLockHolder = z.infer<typeof HostLockHolder>;

/**
 * An exclusive file in /run that names its holder, and is free again once the call that took it has
 * ended, however it did: what counts is the open lock on it. /root, which nobody else can open, keeps
 * taking and removing it apart.
 */
const TAKE = `umask 077
file=/run/pharos-apply.lock
exec 8</root && flock -w 20 8 && exec 9>>"$file" || exit 1
if ! flock -n 9; then printf 'held %s\\n' "$(cat "$file")"; exit 0; fi
printf '%s\\n' "$1" >"$file"
exec 8<&-
trap 'exec 8</root; flock -w 20 8; rm -f -- "$file"' EXIT
trap 'exit 1' HUP INT TERM
printf 'taken\\n'
${WAIT_FOR_END}`;

/**
 * The right to change a cluster that has no agents yet, kept by its first host for as long as the
 * connection of `session` lasts. Throws `LOCK_HELD` with who has it.
 */
export const takeHostLock = async (
  session: SshSession,
  holder: HostLockHolder,
): Promise<HostHold> => {
  const hold = await holdOnHost(session, {
    step: "take the lock of a first apply",
    what: "the lock",
    script: TAKE,
    args: [JSON.stringify(holder)],
  });
  if (hold.said === "taken") return hold;
  await hold.release();
  throw lockHeld({ ...parseHolder(hold.said), secondsLeft: SILENCE_LIMIT_SECONDS });
};

const NOBODY_KNOWN: HostLockHolder = {
  holder: "somebody",
  machine: "a machine that is not known",
  purpose: "apply",
};

const parseHolder = (said: string): HostLockHolder => {
  try {
    return HostLockHolder.parse(JSON.parse(said.replace(/^held /, "")));
  } catch {
    return NOBODY_KNOWN;
  }
};
