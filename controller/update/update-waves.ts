import type { HostRole } from "../../shared/spec/node-spec.ts";

const GROWTH = 4;

interface Updated {
  readonly member: { readonly role: HostRole };
}

/**
 * In which order agents are updated: one host first, a worker if there is one, then workers in waves
 * that grow, then the masters one by one, because they keep the lock.
 */
export const updateWaves = <Host extends Updated>(
  hosts: readonly Host[],
): readonly (readonly Host[])[] => {
  const workers = hosts.filter(({ member }) => member.role === "worker");
  const masters = hosts.filter(({ member }) => member.role === "master");
  return [...growingWaves(workers, 1), ...masters.map((master) => [master])];
};

const growingWaves = <Host>(hosts: readonly Host[], size: number): readonly (readonly Host[])[] =>
  hosts.length === 0
    ? []
    : [hosts.slice(0, size), ...growingWaves(hosts.slice(size), size * GROWTH)];
