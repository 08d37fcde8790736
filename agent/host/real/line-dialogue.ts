import { spawn } from "node:child_process";
import { killGroup, PROGRAM_ENVIRONMENT } from "./spawn-program.ts";

/** How a program took a line: its own next line, words on standard error instead, or it has ended. */
export type LineAnswer =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "complaint" }
  | { readonly kind: "ended" };

export interface LineDialogue {
  /** One question at a time. Who is not answered in time ends the program. */
  readonly ask: (line: string) => Promise<LineAnswer>;
}

/** Starts a program that answers each line it is given; it ends with us, for its input does. */
export type OpenDialogue = (argv: readonly string[], limitMs: number) => LineDialogue;

/** An answer longer than this is none. */
const LIMIT_CHARACTERS = 16 * 1024 * 1024;

export const openDialogue: OpenDialogue = ([program = "", ...parameters], limitMs) => {
  // Whoever keeps a history of what was typed finds no home to write it to.
  const env = { ...PROGRAM_ENVIRONMENT, HOME: "/nonexistent" };
  const child = spawn(program, parameters, { env, stdio: "pipe", detached: true });
  let isOpen = true;
  let answer: ((answer: LineAnswer) => void) | undefined;
  let text = "";
  const end = (): void => {
    isOpen = false;
    answer?.({ kind: "ended" });
    killGroup(child.pid, "SIGKILL");
  };
  child.on("error", end).on("close", end);
  // It would end with its input, a moment after us, and systemd tells of what a unit leaves running.
  process.once("exit", end);
  child.once("close", () => process.off("exit", end));
  child.stdin.on("error", end);
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (text.length > LIMIT_CHARACTERS) end();
    else if (chunk.endsWith("\n")) answer?.({ kind: "line", text });
  });
  child.stderr.on("data", () => answer?.({ kind: "complaint" }));
  return {
    ask: (line) =>
      new Promise((resolve) => {
        if (!isOpen) return resolve({ kind: "ended" });
        const timer = setTimeout(end, limitMs);
        answer = (given) => {
          clearTimeout(timer);
          answer = undefined;
          resolve(given);
        };
        text = "";
        child.stdin.write(`${line}\n`);
      }),
  };
};
