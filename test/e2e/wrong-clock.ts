import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../lab/lab.ts";
import { runChecked } from "../lab/run-command.ts";
import { expect } from "./expectation.ts";

const LIBRARY_PATH = "/usr/local/lib/fault-clock.so";
/** Seconds that the clock is ahead, as text of a fixed length: it is written over and never cut. */
const SHIFT_PATH = "/usr/local/lib/fault-clock.shift";
const SHIFT_DIGITS = 15;
const DROP_IN = "/etc/systemd/system/pharos-agent.service.d";

/** Asks the kernel, which all hosts of a lab share, and adds what the file says at that moment. */
const LIBRARY = String.raw`
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static const char *shift = "0";
__attribute__((constructor)) static void map(void) {
  int file = open(SHIFT_PATH, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void *mapped = mmap(0, 4096, PROT_READ, MAP_SHARED, file, 0);
  if (mapped != MAP_FAILED) shift = mapped;
  close(file);
}
int clock_gettime(clockid_t id, struct timespec *at) {
  int failed = syscall(SYS_clock_gettime, id, at);
  if (!failed && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) at->tv_sec += atoll(shift);
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

/** The clock of a host as its agent and `date` see it. */
export interface FalseClock {
  /** It jumps, while the agent runs, to so many seconds ahead of the machine's clock; negative: behind. */
  readonly set: (shiftSeconds: number) => Promise<void>;
  /** Gives the agent its own clock again, by a restart. */
  readonly remove: () => Promise<void>;
}

/**
 * Puts a clock between a host's agent and the machine's, which cannot be set for a host that shares its
 * kernel with others, and restarts the agent. Clocks that only go forward, and what the agent starts
 * (`apt`, `systemctl`), kubelet and kernel keep their own. The machine that runs this needs a C compiler.
 */
export async function installFalseClock(
  lab: Lab,
  host: string,
  shiftSeconds = 0,
): Promise<FalseClock> {
  const run = async (script: string, input = ""): Promise<void> => {
    const { code, stderr } = await lab.ssh(host, ["sh", "-c", `set -e\n${script}`], { input });
    expect(`the clock of ${host} is set: ${stderr}`, code === 0);
  };
  const write = `dd of=${SHIFT_PATH} conv=notrunc status=none`;
  const set: FalseClock["set"] = async (seconds) => await run(write, renderShift(seconds));
  await run(`base64 -d >${LIBRARY_PATH}`, await compile());
  await set(shiftSeconds);
  await run(`
printf '#!/bin/sh\\nLD_PRELOAD=${LIBRARY_PATH} exec /usr/bin/date "$@"\\n' >/usr/local/bin/date
chmod 755 /usr/local/bin/date
mkdir -p ${DROP_IN}
printf '[Service]\\nEnvironment=LD_PRELOAD=${LIBRARY_PATH}\\n' >${DROP_IN}/fault-clock.conf
systemctl daemon-reload
systemctl restart pharos-agent`);
  return {
    set,
    remove: async () =>
      await run(`
rm -rf ${DROP_IN} /usr/local/bin/date
systemctl daemon-reload
systemctl restart pharos-agent
rm ${LIBRARY_PATH} ${SHIFT_PATH}`),
  };
}

/** Sets it before anything else is done; answers how to undo it. */
export async function setClockWrong(
  lab: Lab,
  host: string,
  shiftSeconds: number,
): Promise<() => Promise<void>> {
  return (await installFalseClock(lab, host, shiftSeconds)).remove;
}

const renderShift = (seconds: number): string =>
  `${seconds < 0 ? "-" : "+"}${String(Math.abs(seconds)).padStart(SHIFT_DIGITS, "0")}\n`;

/** Base64. */
async function compile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pharos-fault-clock-"));
  try {
    const [source, library] = [join(folder, "clock.c"), join(folder, "clock.so")];
    await writeFile(source, LIBRARY);
    const path = `-DSHIFT_PATH="${SHIFT_PATH}"`;
    await runChecked(["cc", "-shared", "-fPIC", "-O2", path, "-o", library, source]);
    return await readFile(library, "base64");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
