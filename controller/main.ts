#!/usr/bin/env node
import manifest from "../package.json" with { type: "json" };
import { commands } from "./cli/commands.ts";
import { createInterruption } from "./cli/interruption.ts";
import { makeProcessContext } from "./cli/process-context.ts";
import { runProgram } from "./cli/run-program.ts";

const INTERRUPTED = 130;
const interruption = createInterruption(() => process.exit(INTERRUPTED));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, interruption.interrupt);

// `pharosctl … | head` is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const context = makeProcessContext(manifest.version, interruption);
void runProgram(process.argv.slice(2), context, commands).then((code) => {
  process.exitCode = code;
});
