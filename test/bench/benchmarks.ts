import { agentRest } from "./agent-rest.ts";
import { agentStart } from "./agent-start.ts";
import { ansibleNoop } from "./ansible-noop.ts";
import { attach } from "./attach.ts";
import type { Benchmark } from "./benchmark.ts";
import { bundleSize } from "./bundle-size.ts";
import { certificateIssue } from "./certificate-issue.ts";
import { cliStart } from "./cli-start.ts";
import { connectionMemory } from "./connection-memory.ts";
import { firstApply } from "./first-apply.ts";
import { logFollowing } from "./log-following.ts";
import { noopApply } from "./noop-apply.ts";
import { turnHandOver } from "./turn-hand-over.ts";

/** All benchmarks in the order in which they run: those that need no hosts first. */
export const benchmarks: readonly Benchmark[] = [
  bundleSize,
  cliStart,
  certificateIssue,
  connectionMemory,
  firstApply,
  noopApply,
  attach,
  logFollowing,
  agentStart,
  agentRest,
  // Last, for what they leave on hosts: an addon that is switched on, Python and Ansible.
  turnHandOver,
  ansibleNoop,
];
