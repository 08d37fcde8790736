#!/usr/bin/env node
import manifest from "../package.json" with { type: "json" };
import { commands } from "./cli/commands.ts";
import { makeProcessContext } from "./cli/process-context.ts";
import { runProgram } from "./cli/run-program.ts";

const interruption = new AbortController();
process.once("SIGINT", () => interruption.abort());

// `pharosctl … | head` is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const context = makeProcessContext(manifest.version, interruption.signal);
void runProgram(process.argv.slice(2), context, commands).then((code) => {
  process.exitCode = code;
});
