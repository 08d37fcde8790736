import type { Command } from "./command.ts";

/** A verb in the list of verbs; its module is loaded when it is run or asked about, not before. */
export interface CommandEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Same as in the command itself: a test compares them. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** All verbs, in the order of the help. To add one, write its module and add a line. */
export const commands: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "write a cluster.yml to start from",
    load: async () => (await import("../commands/init.ts")).init,
  },
  {
    name: "validate",
    summary: "check cluster.yml without touching any host",
    load: async () => (await import("../commands/validate.ts")).validate,
  },
  {
    name: "schema",
    summary: "print the JSON Schema of cluster.yml",
    load: async () => (await import("../commands/schema.ts")).schema,
  },
  {
    name: "version",
    summary: "print versions of pharosctl and of what it supports",
    load: async () => (await import("../commands/version.ts")).version,
  },
];
