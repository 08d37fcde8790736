import type { DrawLive, LiveArea, TerminalSize } from "../cli/command-context.ts";
import { HIDE_CURSOR, renderFrame, SHOW_CURSOR } from "./render-frame.ts";

/** The terminal of a live area. */
export interface LivePorts {
  /** Puts text on the terminal before it returns. */
  readonly write: (text: string) => void;
  readonly size: () => TerminalSize;
  /** Calls until the answer is called: when the size has changed, and in even steps of time. */
  readonly onResize: (redraw: () => void) => () => void;
  readonly every: (stepMs: number, tick: () => void) => () => void;
  /** Calls `leave` before the process ends or stops in whatever way, `comeBack` when it goes on. */
  readonly onLeave: (leave: () => void, comeBack: () => void) => () => void;
}

const STEP_MS = 100;

/**
 * Lines below everything that is written, drawn anew in place: one write for a frame, none if it
 * looks the same. The cursor is hidden from the start to the end, and while it is away.
 */
export class LiveTerminal implements LiveArea {
  readonly #draw: DrawLive;
  readonly #ports: LivePorts;
  readonly #stop: readonly (() => void)[];
  #shown: string | undefined;
  #unfinished = "";
  #isAway = false;
  #hasEnded = false;

  constructor(draw: DrawLive, ports: LivePorts) {
    this.#draw = draw;
    this.#ports = ports;
    ports.write(HIDE_CURSOR);
    this.redraw();
    this.#stop = [
      ports.every(STEP_MS, () => this.redraw()),
      ports.onResize(() => {
        this.#shown = undefined;
        this.redraw();
      }),
      ports.onLeave(
        () => this.leave(),
        () => this.comeBack(),
      ),
    ];
  }

  redraw(): void {
    if (!this.#isAway && !this.#hasEnded) this.#show("");
  }

  /** Text that stays, above the lines; `put` writes it where it is not this terminal's own output. */
  write(text: string, put?: (text: string) => void): void {
    const whole = this.#unfinished + text;
    if (this.#isAway || this.#hasEnded) {
      (put ?? this.#ports.write)(text);
      return;
    }
    const end = whole.lastIndexOf("\n") + 1;
    this.#unfinished = whole.slice(end);
    if (end === 0) return;
    if (put === undefined) {
      this.#show(whole.slice(0, end));
      return;
    }
    this.#erase();
    put(whole.slice(0, end));
    this.#show("");
  }

  /** The lines go, so that somebody else has the terminal, until `comeBack`. */
  leave(): void {
    if (this.#isAway || this.#hasEnded) return;
    this.#erase();
    this.#ports.write(`${this.#unfinished}${SHOW_CURSOR}`);
    this.#unfinished = "";
    this.#isAway = true;
  }

  comeBack(): void {
    if (!this.#isAway || this.#hasEnded) return;
    this.#isAway = false;
    this.#ports.write(HIDE_CURSOR);
    this.redraw();
  }

  end(): void {
    if (this.#hasEnded) return;
    this.leave();
    this.#hasEnded = true;
    for (const stop of this.#stop) stop();
  }

  #erase(): void {
    this.#ports.write(renderFrame([]));
    this.#shown = undefined;
  }

  #show(above: string): void {
    const size = this.#ports.size();
    // A frame that fills the terminal would push its own first line out of reach.
    const lines = this.#draw(size).slice(0, Math.max(0, size.rows - 1));
    const frame = renderFrame(lines);
    if (above === "" && frame === this.#shown) return;
    this.#shown = frame;
    this.#ports.write(above === "" ? frame : renderFrame(lines, above));
  }
}
