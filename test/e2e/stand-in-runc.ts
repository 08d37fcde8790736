import type { Lab } from "../lab/lab.ts";

/**
 * The lab's hosts lack CAP_SYS_RESOURCE: they cannot lower scores of the kernel's out-of-memory killer,
 * as kubelets have every pod's sandbox do, nor give it to containers with all rights. containerd has a
 * setting for the one and sees the other, Docker does not. So what asks runc for either is taken out
 * before runc reads it, by a program that is found before runc is.
 */
const RUNC = `#!/bin/sh
previous=
for word in "$@"; do
  [ "$previous" = --bundle ] && sed -i -e 's/"oomScoreAdj":-[0-9]*/"oomScoreAdj":0/' \\
    -e 's/"CAP_SYS_RESOURCE",//g' -e 's/,"CAP_SYS_RESOURCE"//g' "$word/config.json"
  previous=$word
done
exec /usr/sbin/runc "$@"
`;

/** For hosts with Docker. */
export async function putRuncBefore(lab: Lab, host: string): Promise<void> {
  const script = "cat > /usr/local/sbin/runc && chmod 755 /usr/local/sbin/runc";
  await lab.ssh(host, ["sh", "-c", script], { input: RUNC });
}
