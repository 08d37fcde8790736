import { describe, expect, test } from "vitest";
import { LiveTerminal } from "./live-area.ts";
import { HIDE_CURSOR, renderFrame, SHOW_CURSOR } from "./render-frame.ts";

/** A terminal that remembers each write; what the system would call is called by the test. */
const open = (lines: readonly string[] = ["a", "b"]) => {
  const written: string[] = [];
  const calls = { resize: Array.of<() => void>(), tick: Array.of<() => void>() };
  let leave = (): void => undefined;
  let comeBack = (): void => undefined;
  let stopped = 0;
  const stop = (): void => void (stopped += 1);
  let shown = lines;
  let size = { columns: 80, rows: 24 };
  const area = new LiveTerminal(() => shown, {
    write: (text) => void written.push(text),
    size: () => size,
    onResize: (redraw) => {
      calls.resize.push(redraw);
      return stop;
    },
    every: (_stepMs, tick) => {
      calls.tick.push(tick);
      return stop;
    },
    onLeave: (...both) => {
      [leave, comeBack] = both;
      return stop;
    },
  });
  const taken = (): string => written.splice(0).join("");
  return {
    area,
    written,
    taken,
    tick: () => calls.tick.forEach((call) => call()),
    resize: (rows: number) => {
      size = { ...size, rows };
      calls.resize.forEach((call) => call());
    },
    leave: () => leave(),
    comeBack: () => comeBack(),
    draw: (next: readonly string[]) => void (shown = next),
    stopped: () => stopped,
  };
};

test("a frame is one write, and the same frame is none", () => {
  const { written, taken, tick, draw } = open();
  expect(taken()).toBe(`${HIDE_CURSOR}${renderFrame(["a", "b"])}`);
  tick();
  expect(written).toEqual([]);
  draw(["a", "c"]);
  tick();
  expect(written).toEqual([renderFrame(["a", "c"])]);
});

test("no frame erases more than what it does not draw over", () => {
  expect(renderFrame(["a", "b"], "done\n")).toBe(
    "\u001b[?2026h\rdone\u001b[K\r\n\u001b[?7la\u001b[K\r\nb\u001b[K\u001b[?7h\u001b[J\u001b[1A\r\u001b[?2026l",
  );
});

describe("what is written meanwhile", () => {
  test("goes above the lines, in one write with them", () => {
    const { area, written, taken } = open();
    taken();
    area.write("done\nalso\n");
    expect(written).toEqual([renderFrame(["a", "b"], "done\nalso\n")]);
  });

  test("waits for the end of its line", () => {
    const { area, written, taken } = open();
    taken();
    area.write("do");
    expect(written).toEqual([]);
    area.write("ne\n");
    expect(written).toEqual([renderFrame(["a", "b"], "done\n")]);
  });

  test("is not lost when no line end came", () => {
    const { area, taken } = open();
    area.write("half");
    taken();
    area.end();
    expect(taken()).toBe(`${renderFrame([])}half${SHOW_CURSOR}`);
  });

  test("to standard error finds the lines away and has them back after it", () => {
    const { area, taken } = open();
    const put: string[] = [];
    taken();
    area.write("warning: w\n", (text) => put.push(`${taken()}|${text}`));
    expect(put).toEqual([`${renderFrame([])}|warning: w\n`]);
    expect(taken()).toBe(renderFrame(["a", "b"]));
  });
});

test("a change of size draws the same lines again", () => {
  const { written, taken, resize } = open(["a", "b", "c"]);
  taken();
  resize(24);
  expect(written).toEqual([renderFrame(["a", "b", "c"])]);
});

test("a terminal that is too low has the first lines", () => {
  const { written, taken, resize } = open(["a", "b", "c"]);
  taken();
  resize(3);
  expect(written).toEqual([renderFrame(["a", "b"])]);
});

test("who leaves for a question or a stop shows the cursor, and nothing is drawn until it is back", () => {
  const { taken, tick, draw, leave, comeBack } = open();
  taken();
  leave();
  expect(taken()).toBe(`${renderFrame([])}${SHOW_CURSOR}`);
  draw(["c"]);
  tick();
  expect(taken()).toBe("");
  comeBack();
  expect(taken()).toBe(`${HIDE_CURSOR}${renderFrame(["c"])}`);
});

test("the end takes the lines away once and lets go of clock, size and process", () => {
  const { area, taken, tick, leave, stopped } = open();
  taken();
  area.end();
  expect(taken()).toBe(`${renderFrame([])}${SHOW_CURSOR}`);
  area.end();
  leave();
  tick();
  area.write("after\n");
  expect({ text: taken(), stopped: stopped() }).toEqual({ text: "after\n", stopped: 3 });
});
