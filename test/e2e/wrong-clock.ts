import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../lab/lab.ts";
import { runChecked } from "../lab/run-command.ts";
import { expect } from "./expectation.ts";

/** Asks the kernel, which all hosts of a lab share, and adds what is wrong. */
const LIBRARY = String.raw`
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec *at) {
  int failed = syscall(SYS_clock_gettime, id, at);
  if (!failed && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) at->tv_sec += SHIFT;
  return failed;
}
int gettimeofday(struct timeval *at, void *zone) {
  struct timespec now;
  int failed = clock_gettime(CLOCK_REALTIME, &now);
  if (failed) return failed;
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
`;

const SHIFTED = "/usr/local/lib/fault-clock.so";
const DROP_IN = "/etc/systemd/system/pharos-agent.service.d";

/**
 * The clock of a host as its agent and `date` see it: a real one cannot be set for a host that shares
 * its kernel with others. The machine that runs this needs a C compiler. Answers how to undo it.
 */
export async function setClockWrong(
  lab: Lab,
  host: string,
  shiftSeconds: number,
): Promise<() => Promise<void>> {
  const run = async (script: string, input = ""): Promise<void> => {
    const { code, stderr } = await lab.ssh(host, ["sh", "-c", `set -e\n${script}`], { input });
    expect(`the clock of ${host} is set: ${stderr}`, code === 0);
  };
  await run(`base64 -d >${SHIFTED}`, await compile(shiftSeconds));
  await run(`
printf '#!/bin/sh\\nLD_PRELOAD=${SHIFTED} exec /usr/bin/date "$@"\\n' >/usr/local/bin/date
chmod 755 /usr/local/bin/date
mkdir -p ${DROP_IN}
printf '[Service]\\nEnvironment=LD_PRELOAD=${SHIFTED}\\n' >${DROP_IN}/fault-clock.conf
systemctl daemon-reload
systemctl restart pharos-agent`);
  return async () =>
    await run(`
rm -rf ${DROP_IN} /usr/local/bin/date ${SHIFTED}
systemctl daemon-reload
systemctl restart pharos-agent`);
}

/** Base64. */
async function compile(shiftSeconds: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pharos-fault-clock-"));
  try {
    const [source, library] = [join(folder, "clock.c"), join(folder, "clock.so")];
    await writeFile(source, LIBRARY);
    const shift = `-DSHIFT=(${shiftSeconds})`;
    await runChecked(["cc", "-shared", "-fPIC", "-O2", shift, "-o", library, source]);
    return await readFile(library, "base64");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
