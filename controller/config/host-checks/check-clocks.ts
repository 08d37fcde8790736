import { eachHost, type HostCheck, type HostProblem, type KnownHost } from "./host-problem.ts";

/** More than this, and certificates of one host are not valid yet on another. */
const maxSkewMs = 30_000;

export const checkClocks: HostCheck = (hosts, config) => [
  ...checkSynchronization(hosts, config),
  ...checkSkew(hosts),
];

const checkSynchronization = eachHost(({ facts }) =>
  facts.time.synchronized
    ? []
    : [
        {
          severity: "warning",
          code: "CLOCK_UNSYNCHRONIZED",
          message: "does not keep its clock synchronized",
          hint: "`timedatectl set-ntp true`, or install chrony",
        },
      ],
);

/** Hosts are compared with this machine and with each other. */
const checkSkew = (hosts: readonly KnownHost[]): readonly HostProblem[] => {
  const middleMs = median(hosts.map(({ probe }) => probe.clockOffsetMs));
  return hosts.flatMap(({ id, probe }) => {
    const fromHereMs = probe.clockOffsetMs;
    const fromOthersMs = fromHereMs - middleMs;
    const isOffHere = Math.abs(fromHereMs) > maxSkewMs;
    const isOffThere = Math.abs(fromOthersMs) > maxSkewMs;
    if (!isOffHere && !isOffThere) return [];
    // If the hosts agree with each other, it is this machine's clock that is wrong.
    const hint =
      isOffThere || hosts.length === 1
        ? "`timedatectl set-ntp true` on the host, and wait until its clock is right"
        : "the hosts agree with each other: set the clock of this machine";
    const message = isOffHere
      ? `has a clock ${describe(fromHereMs)} this machine's`
      : `has a clock ${describe(fromOthersMs)} the other hosts'`;
    return [{ severity: "error" as const, host: id, code: "CLOCK_SKEW" as const, message, hint }];
  });
};

const describe = (skewMs: number): string =>
  `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs < 0 ? "behind" : "ahead of"}`;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
