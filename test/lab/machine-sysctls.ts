import { join } from "node:path";
import { noteSettings, putBackSettings, readSetting, writeSetting } from "./setting-record.ts";

/** Settings that the hosts share with the machine's kernel and that systemd, kubelet or the product write. */
const shared = [
  "fs/file-max",
  "fs/inotify/max_queued_events",
  "fs/inotify/max_user_instances",
  "fs/inotify/max_user_watches",
  "fs/protected_fifos",
  "fs/protected_hardlinks",
  "fs/protected_regular",
  "fs/protected_symlinks",
  "fs/suid_dumpable",
  "kernel/core_pattern",
  "kernel/core_uses_pid",
  "kernel/dmesg_restrict",
  "kernel/keys/root_maxbytes",
  "kernel/keys/root_maxkeys",
  "kernel/kptr_restrict",
  "kernel/panic",
  "kernel/panic_on_oops",
  "kernel/pid_max",
  "kernel/printk",
  "kernel/sysrq",
  "vm/dirty_background_ratio",
  "vm/dirty_ratio",
  "vm/max_map_count",
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "vm/swappiness",
];

/** All hosts together need what each would have alone. */
const raised = new Map([
  ["fs/inotify/max_user_instances", 8192],
  ["fs/inotify/max_user_watches", 524_288],
]);

/** Notes the machine's settings, unless a lab that is up has done so, and raises those that one machine's worth is too little of. */
export async function borrowSysctls(cacheDir: string): Promise<void> {
  await noteSettings(recordPath(cacheDir), shared);
  for (const [name, wanted] of raised) {
    const current = Number(await readSetting(name));
    if (current < wanted) await writeSetting(name, String(wanted));
  }
}

/** Puts back what was noted. Call it when the last lab has gone. */
export async function returnSysctls(cacheDir: string): Promise<void> {
  await putBackSettings(recordPath(cacheDir));
}

function recordPath(cacheDir: string): string {
  return join(cacheDir, "machine-sysctls.json");
}
