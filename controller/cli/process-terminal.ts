import { LiveTerminal } from "../terminal/live-area.ts";
import type { Terminal, TextOutput } from "./command-context.ts";

/** What of the process a terminal is made of. */
export type TerminalProcess = Pick<
  NodeJS.Process,
  "env" | "kill" | "listenerCount" | "off" | "on" | "pid" | "prependListener"
> & { readonly stdin: Input; readonly stdout: Output; readonly stderr: Output };

type Input = NodeJS.ReadStream;
type Output = NodeJS.WriteStream;

export interface ProcessTerminal {
  readonly terminal: Terminal;
  /** What is written to them goes above the live lines, while there are some. */
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
}

const NO_TERMINAL_COLUMNS = 100;

/** The terminal of this process, and its two outputs. */
export const makeProcessTerminal = (own: TerminalProcess, signal: AbortSignal): ProcessTerminal => {
  const { stdin, stdout, stderr, env } = own;
  const isDumb = env["TERM"] === "dumb";
  const isCi = (env["CI"] ?? "") !== "";
  let live: LiveTerminal | undefined;
  const terminal: Terminal = {
    isTTY: stdout.isTTY,
    isInteractive: stdout.isTTY && stdin.isTTY,
    get columns() {
      return stdout.isTTY ? stdout.columns : NO_TERMINAL_COLUMNS;
    },
    colors: stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && !isDumb,
    ask: async (question) => {
      live?.leave();
      try {
        return await ask(own, question, signal);
      } finally {
        live?.comeBack();
      }
    },
    showLive:
      !stdout.isTTY || isDumb || isCi
        ? undefined
        : (draw) => {
            live?.end();
            live = new LiveTerminal(draw, livePorts(own));
            return live;
          },
  };
  return {
    terminal,
    stdout: { write: (text) => (live === undefined ? stdout.write(text) : live.write(text)) },
    stderr: {
      write: (text) => {
        if (live === undefined || !stderr.isTTY) stderr.write(text);
        else live.write(text, (whole) => void stderr.write(whole));
      },
    },
  };
};

const ask = async (
  { stdin, stdout }: TerminalProcess,
  question: string,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: stdin, output: stdout });
  try {
    const ended = new Promise<undefined>((end) => lines.once("close", () => end(undefined)));
    const answer = await Promise.race([lines.question(question, { signal }), ended]);
    // Ctrl-D: what comes next begins its own line.
    if (answer === undefined) stdout.write("\n");
    return answer;
  } catch (error) {
    stdout.write("\n");
    throw error;
  } finally {
    lines.close();
  }
};

const livePorts = (own: TerminalProcess): ConstructorParameters<typeof LiveTerminal>[1] => ({
  write: (text) => void own.stdout.write(text),
  // A terminal on a serial line says 0 and 0.
  size: () => ({ columns: own.stdout.columns || 80, rows: own.stdout.rows || 24 }),
  onResize: (redraw) => {
    own.stdout.on("resize", redraw);
    return () => void own.stdout.off("resize", redraw);
  },
  every: (stepMs, tick) => {
    const timer = setInterval(tick, stepMs).unref();
    return () => clearInterval(timer);
  },
  onLeave: (leave, comeBack) => watchLeaving(own, leave, comeBack),
});

const DEADLY = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Ends and stops of a process that has hidden the cursor. A signal that nobody else listens to would
 * have ended it: it does so again, with the terminal in order.
 */
const watchLeaving = (own: TerminalProcess, leave: () => void, comeBack: () => void) => {
  const onDeadly = (signal: NodeJS.Signals): void => {
    if (own.listenerCount(signal) > 1) return;
    leave();
    stopWatching();
    own.kill(own.pid, signal);
  };
  const onStop = (): void => {
    leave();
    own.kill(own.pid, "SIGSTOP");
  };
  const stopWatching = (): void => {
    own.off("exit", leave).off("SIGTSTP", onStop).off("SIGCONT", comeBack);
    for (const signal of DEADLY) own.off(signal, onDeadly);
  };
  own.on("exit", leave).on("SIGTSTP", onStop).on("SIGCONT", comeBack);
  // First in the row, so that whoever listens for one time only is still counted.
  for (const signal of DEADLY) own.prependListener(signal, onDeadly);
  return stopWatching;
};
