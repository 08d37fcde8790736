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

/** With this machine they are compared where they are reached: none that is here is far from it. */
const checkSkew = (hosts: readonly KnownHost[]): readonly HostProblem[] => {
  const middleMs = median(hosts.map(({ probe }) => probe.clockOffsetMs));
  return hosts.flatMap(({ id, probe }) => {
    const offsetMs = probe.clockOffsetMs - middleMs;
    if (Math.abs(offsetMs) <= maxSkewMs) return [];
    const message = `has a clock ${describe(offsetMs)} the other hosts'`;
    const hint = "`timedatectl set-ntp true` on the host, and wait until its clock is right";
    return [{ severity: "error" as const, host: id, code: "CLOCK_SKEW" as const, message, hint }];
  });
};

const describe = (skewMs: number): string =>
  `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs < 0 ? "behind" : "ahead of"}`;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
