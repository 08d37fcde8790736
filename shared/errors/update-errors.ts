import { defineError } from "./define-error.ts";

export const buildRefused = defineError<{ readonly build: string; readonly reason: string }>({
  code: "BUILD_REFUSED",
  blame: "environment",
  message: ({ build, reason }) => `the host does not take the agent ${build}: ${reason}`,
  hint: () => "install pharosctl again, then run `pharosctl apply`",
});

export const buildNotPrepared = defineError<{ readonly build: string }>({
  code: "BUILD_NOT_PREPARED",
  blame: "environment",
  message: ({ build }) => `the host does not expect files of the agent ${build}`,
  hint: () => "its agent may have restarted meanwhile: run the same command again",
});

export const buildIncomplete = defineError<{ readonly build: string; readonly missing: string }>({
  code: "BUILD_INCOMPLETE",
  blame: "environment",
  message: ({ build, missing }) =>
    `the agent ${build} is not whole on the host: ${missing} missing`,
  hint: () => "run the same command again: it sends what is missing",
});

export const buildFailed = defineError<{ readonly build: string; readonly reason: string }>({
  code: "BUILD_FAILED",
  blame: "environment",
  message: ({ build, reason }) => `the agent ${build} does not run on this host: ${reason}`,
  hint: () => "the host keeps the agent that it has; use the pharosctl that it came from meanwhile",
});

export const buildNotRunning = defineError<{ readonly build: string; readonly running: string }>({
  code: "BUILD_NOT_RUNNING",
  blame: "environment",
  message: ({ build, running }) =>
    `the agent ${build} cannot be confirmed: ${running} runs on this host`,
  hint: () => "run `pharosctl apply` again",
});

export const updateReverted = defineError<{
  readonly host: string;
  readonly build: string;
  readonly previous: string;
  readonly reason: string;
}>({
  code: "UPDATE_REVERTED",
  blame: "environment",
  message: ({ host, build, previous, reason }) =>
    `${host} went back to its agent ${previous}, since ${build} did not come up: ${reason}`,
  hint: ({ host }) =>
    `\`pharosctl ssh ${host} -- journalctl -u pharos-agent\` shows what the new agent said`,
});

export const updateUnconfirmed = defineError<{
  readonly host: string;
  readonly build: string;
  readonly seconds: number;
  readonly reason: string;
}>({
  code: "UPDATE_UNCONFIRMED",
  blame: "environment",
  message: ({ host, build, seconds, reason }) =>
    `${host} did not answer in the ${seconds} seconds after its agent was to become ${build}: ${reason}`,
  hint: () => "run `pharosctl apply` again: it reaches the host over SSH when its agent is away",
});

export const updatesStopped = defineError<{
  readonly failed: string;
  readonly updated: number;
  readonly kept: number;
}>({
  code: "UPDATES_STOPPED",
  blame: "environment",
  message: ({ failed, updated, kept }) =>
    `the update of the agents stopped at ${failed}: ${updated} hosts were updated, ${kept} keep the agent that they have, nothing else was changed`,
  hint: () => "every host has an agent that works; mend what stopped it, then apply again",
});
