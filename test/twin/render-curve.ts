import type { OperationCost } from "./operations.ts";

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly read: (cost: OperationCost) => number;
}

interface Point {
  readonly hosts: number;
  readonly value: number;
}

const PANELS: readonly Panel[] = [
  { title: "wall time", unit: "s", read: ({ wallMs }) => wallMs / 1000 },
  { title: "controller, processor time", unit: "s", read: ({ cpuMs }) => cpuMs / 1000 },
  { title: "controller, memory at most", unit: "MB", read: ({ peakBytes }) => peakBytes / 1e6 },
  {
    title: "on the wire for each host",
    unit: "kB",
    read: ({ sentBytes, receivedBytes, hosts }) => (sentBytes + receivedBytes) / hosts / 1000,
  },
];
const COLORS = ["#3366cc", "#dc3912", "#e69500", "#109618", "#990099", "#0099c6", "#8b5a2b"];
const [WIDTH, HEIGHT, MARGIN, GAP] = [420, 260, 48, 30];
/** The last number under the axis is half beyond it. */
const RIGHT = WIDTH - 20;

/** Medians of every operation over the number of hosts, both axes by powers of ten; for light and dark pages. */
export const renderCurve = (results: readonly OperationCost[]): string => {
  const names = [...new Set(results.map(({ operation }) => operation))].filter(
    (name) => !name.includes(", until"),
  );
  const panels = PANELS.map((panel, index) => {
    const [x, y] = [(index % 2) * (WIDTH + GAP), Math.floor(index / 2) * (HEIGHT + GAP)];
    return `<g transform="translate(${x} ${y})">${renderPanel(panel, names, results)}</g>`;
  });
  const legend = names.map(
    (name, index) =>
      `<g transform="translate(${MARGIN + (index % 4) * 200} ${2 * (HEIGHT + GAP) + Math.floor(index / 4) * 20})"><rect width="12" height="12" y="-10" fill="${colorOf(index)}"/><text x="18">${name}</text></g>`,
  );
  const [width, height] = [2 * WIDTH + GAP, 2 * (HEIGHT + GAP) + 40];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Costs of operations over the number of hosts" font-family="system-ui, sans-serif" font-size="12"><style>text{fill:#333}line{stroke:#bbb}@media(prefers-color-scheme:dark){text{fill:#ddd}line{stroke:#555}}</style>
${[...panels, ...legend].join("\n")}
</svg>
`;
};

const colorOf = (index: number): string => COLORS[index % COLORS.length] ?? "#333";

const renderPanel = (
  { title, unit, read }: Panel,
  names: readonly string[],
  results: readonly OperationCost[],
): string => {
  const lines = names.map((name) =>
    toPoints(
      results.filter(({ operation }) => operation === name),
      read,
    ),
  );
  const all = lines.flat();
  const toX = scale(
    all.map(({ hosts }) => hosts),
    MARGIN,
    RIGHT,
  );
  const toY = scale(
    all.map(({ value }) => value),
    HEIGHT - MARGIN,
    24,
  );
  const drawn = lines.map((points, index) => {
    const path = points.map(({ hosts, value }) => `${toX.at(hosts)},${toY.at(value)}`).join(" ");
    return `<polyline points="${path}" fill="none" stroke="${colorOf(index)}" stroke-width="2"/>`;
  });
  const xTicks = apart(all.map(({ hosts }) => hosts)).map(
    (hosts) =>
      `<text x="${toX.at(hosts)}" y="${HEIGHT - MARGIN + 18}" text-anchor="middle">${hosts}</text>`,
  );
  const below = `<text x="${(MARGIN + RIGHT) / 2}" y="${HEIGHT - MARGIN + 36}" text-anchor="middle">hosts</text>`;
  const yTicks = toY.ticks.map(
    (value) =>
      `<line x1="${MARGIN}" x2="${RIGHT}" y1="${toY.at(value)}" y2="${toY.at(value)}"/><text x="${MARGIN - 6}" y="${Number(toY.at(value)) + 4}" text-anchor="end">${value}</text>`,
  );
  const heading = `<text x="${MARGIN}" y="14" font-weight="600">${title} (${unit})</text>`;
  return [heading, ...yTicks, ...xTicks, below, ...drawn].join("");
};

/** Sizes whose numbers do not touch: of 100 and 101 hosts the first. */
const apart = (sizes: readonly number[]): readonly number[] => {
  const shown: number[] = [];
  for (const size of [...new Set(sizes)].toSorted((a, b) => a - b))
    if (size >= (shown.at(-1) ?? 0) * 1.5) shown.push(size);
  return shown;
};

const toPoints = (costs: readonly OperationCost[], read: Panel["read"]): readonly Point[] =>
  [...new Set(costs.map(({ hosts }) => hosts))]
    .toSorted((a, b) => a - b)
    .map((hosts) => ({
      hosts,
      value: medianOf(costs.filter((cost) => cost.hosts === hosts).map(read)),
    }));

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
};

/** By powers of ten, with a tick at each of them and at three times each. */
const scale = (values: readonly number[], from: number, to: number) => {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  const [low, high] = logs.length === 0 ? [0, 1] : [Math.min(...logs), Math.max(...logs)];
  const first = Math.floor(low * 2) / 2;
  const last = Math.max(Math.ceil(high * 2) / 2, first + 0.5);
  const at = (value: number): string =>
    (
      from +
      ((Math.log10(Math.max(value, 10 ** first)) - first) / (last - first)) * (to - from)
    ).toFixed(1);
  const powers = Array.from({ length: 12 }, (_, index) => 10 ** (index - 4));
  const ticks = powers
    .flatMap((power) => [power, 3 * power])
    .map((value) => Number(value.toPrecision(1)))
    .filter((value) => Math.log10(value) >= first && Math.log10(value) <= last);
  return { at, ticks };
};
