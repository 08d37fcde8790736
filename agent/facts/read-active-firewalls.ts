import type { OtherFirewall } from "../../shared/spec/facts.ts";
import type { FileReader } from "../host/files.ts";

/** ufw's unit is active also when ufw lets everything through. */
const UFW_SETTINGS = "/etc/ufw/ufw.conf";
/** systemd keeps it while the unit runs. */
const FIREWALLD_RUNS = "/run/systemd/units/invocation:firewalld.service";

/** Firewalls of others that are at work, whose rules stand beside ours. */
export const readActiveFirewalls = async (files: FileReader): Promise<readonly OtherFirewall[]> => {
  const [ufw, firewalld] = await Promise.all([
    files.read(UFW_SETTINGS).catch(() => undefined),
    files.stat(FIREWALLD_RUNS).catch(() => undefined),
  ]);
  return [
    ...(/^\s*ENABLED=yes\s*$/im.test(ufw ?? "") ? (["ufw"] as const) : []),
    ...(firewalld === undefined ? [] : (["firewalld"] as const)),
  ];
};
