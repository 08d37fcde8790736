import { describe, expect, test } from "vitest";
import { renderGrid } from "../../controller/progress/render-grid.ts";
import { renderHappening } from "../../controller/progress/render-happening.ts";
import { renderHistory } from "../../controller/progress/render-history.ts";
import { RunPicture } from "../../controller/progress/run-picture.ts";
import { textWidth } from "../../controller/terminal/text-width.ts";
import { runStory } from "../support/run-story.ts";

/** The moments of the story that are worth a picture, in milliseconds since its start. */
const MOMENTS = [0, 15_500, 22_500, 40_000, 68_000, 90_000];

interface Screen {
  readonly hosts: number;
  readonly columns: number;
  readonly rows: number;
  readonly colors?: boolean;
}

const tell = (hosts: number) => {
  const picture = new RunPicture();
  const left = [...runStory(hosts - 1)];
  return {
    picture,
    /** What happens until then. */
    until: (nowMs: number) => {
      const count = left.filter(({ atMs }) => atMs <= nowMs).length;
      return left
        .splice(0, count)
        .flatMap((one) =>
          "phase" in one
            ? picture.seePhase(one.phase, one.atMs)
            : picture.seeRecord(one.record, one.atMs),
        );
    },
  };
};

/** Per moment the lines that went up since the last one, and the grid below them. */
const frames = ({ hosts, columns, rows, colors = false }: Screen) => {
  const { picture, until } = tell(hosts);
  return MOMENTS.map((nowMs) => {
    const history = until(nowMs).map((one) =>
      renderHistory(one, { columns, colors, verbose: false }),
    );
    const content = { title: "apply", startedMs: 0, hosts: picture.hosts };
    return {
      nowMs,
      history: history.filter((line) => line !== undefined),
      grid: renderGrid(content, { columns, rows, colors, nowMs }),
    };
  });
};

const screens: readonly Screen[] = [
  { hosts: 3, columns: 80, rows: 24 },
  { hosts: 3, columns: 160, rows: 24 },
  { hosts: 40, columns: 80, rows: 24 },
  { hosts: 40, columns: 160, rows: 24 },
  { hosts: 3, columns: 30, rows: 10 },
];

describe.each(screens)("$hosts hosts in $columns columns and $rows rows", (screen) => {
  test("look as they did", async () => {
    const text = frames(screen)
      .map(({ nowMs, history, grid }) =>
        [`=== after ${nowMs / 1000} s`, ...history, "---", ...grid, ""].join("\n"),
      )
      .join("\n");
    const name = `${screen.hosts}-hosts-${screen.columns}x${screen.rows}.txt`;
    await expect(text).toMatchFileSnapshot(`data/progress/${name}`);
  });

  test("leave the last column and the last row alone", () => {
    const grids = frames(screen).map(({ grid }) => grid);
    expect(Math.max(...grids.map(({ length }) => length))).toBeLessThan(screen.rows);
    expect(Math.max(...grids.flat().map(textWidth))).toBeLessThan(screen.columns);
  });

  test("are the same with colours", () => {
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    const bare = (line: string): string => line.replaceAll(/\u001b\[\d+m/g, "");
    const painted = frames({ ...screen, colors: true });
    expect(painted.flatMap(({ grid }) => grid.map(bare))).toEqual(
      frames(screen).flatMap(({ grid }) => grid),
    );
  });
});

test("no size of a terminal is too small for a grid", () => {
  const { picture, until } = tell(40);
  until(68_000);
  const content = { title: "apply", startedMs: 0, hosts: picture.hosts };
  const sizes = Array.from({ length: 30 }, (_, index) => index + 1);
  const grids = sizes.map((size) =>
    renderGrid(content, { columns: size, rows: size, colors: false, nowMs: 36_000_000 }),
  );
  expect(grids.filter((lines, index) => lines.length > (sizes[index] ?? 0))).toEqual([]);
  expect(
    grids.filter((lines, index) => lines.some((line) => textWidth(line) > (sizes[index] ?? 0))),
  ).toEqual([]);
});

test("the same run in plain lines", async () => {
  const lines = tell(3)
    .until(90_000)
    .map((one) => renderHappening(one, true))
    .filter((line) => line !== undefined);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("data/progress/lines.txt");
});
