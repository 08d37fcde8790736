import { createHash } from "node:crypto";
import { renderDuration, renderInstant } from "../cli/render-time.ts";
import type { RunDetails } from "./render-run.ts";
import type { Timeline, TimelineBar, TimelineHost } from "./timeline.ts";

/**
 * The run as a page that stands alone: no script, nothing fetched, its style allowed by its hash. The
 * same figures are in tables for whoever does not see the bars.
 */
export const renderTimelinePage = (
  { run, what, requestedBy, startedAtMs, state }: RunDetails,
  timeline: Timeline,
): string => {
  const by = requestedBy === "" ? "" : ` by ${requestedBy}`;
  const { lengthMs } = timeline;
  const summary = `${what}${by}, ${renderInstant(startedAtMs)}, ${renderDuration(lengthMs)}: ${state}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${STYLE_HASH}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(`Run ${run}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Run ${escape(run)}</h1>
<p>${escape(summary)}</p>
<ul class="legend" aria-label="Colours of the bars">${STATES.map((one) => `<li><span class="key ${one}" aria-hidden="true"></span>${one}</li>`).join("")}</ul>
${timeline.hosts.map((host) => renderHost(host, lengthMs)).join("\n")}
</main>
</body>
</html>
`;
};

const STATES = ["changed", "failed", "cut-off", "running", "skipped", "unchanged"] as const;
const ROW = 22;
const WIDTH = 1000;
const AXIS = 20;
const TICKS = 5;

const renderHost = ({ host, state, bars, busyMs }: TimelineHost, lengthMs: number): string => {
  const id = `host-${host.replaceAll(/[^\w-]/g, "-")}`;
  const height = AXIS + bars.length * ROW;
  const label = `${host}: ${bars.length} tasks over ${renderDuration(lengthMs)}`;
  return `<section aria-labelledby="${escape(id)}">
<h2 id="${escape(id)}">${escape(host)}</h2>
<p>${escape(`${state}, ${renderDuration(busyMs)} in ${bars.length} tasks`)}</p>
<div class="chart"><svg role="img" aria-label="${escape(label)}" viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" width="${WIDTH}" height="${height}">
${renderAxis(lengthMs, height)}
${bars.map((bar, index) => renderBar(bar, index, lengthMs)).join("\n")}
</svg></div>
<details><summary>As a table</summary>
<table><thead><tr><th scope="col">Task</th><th scope="col">State</th><th scope="col">Begins at</th><th scope="col">Takes</th></tr></thead>
<tbody>${bars.map(renderRow).join("")}</tbody></table>
</details>
</section>`;
};

const renderAxis = (lengthMs: number, height: number): string =>
  Array.from({ length: TICKS + 1 }, (_, index) => {
    const x = (WIDTH / TICKS) * index;
    const anchor = index === 0 ? "start" : index === TICKS ? "end" : "middle";
    const text = renderDuration((lengthMs / TICKS) * index);
    return `<line class="tick" x1="${x}" x2="${x}" y1="${AXIS - 4}" y2="${height}"/><text class="axis" x="${x}" y="12" text-anchor="${anchor}">${escape(text)}</text>`;
  }).join("");

const LEAST_WIDTH = 2;
const LETTER = 7;
const SPACE = 6;

interface Place {
  readonly x: number;
  readonly anchor: "start" | "end";
  readonly isInside: boolean;
}

/** Beside the bar on the side with more room, or in the bar where that is the widest of the three. */
const placeTitle = (title: string, x: number, width: number): Place => {
  const end = x + width;
  const isLeft = x > WIDTH - end;
  const room = Math.max(x, WIDTH - end);
  if (width > room && title.length * LETTER + SPACE > room)
    return { x: x + SPACE, anchor: "start", isInside: true };
  return { x: isLeft ? x - SPACE : end + SPACE, anchor: isLeft ? "end" : "start", isInside: false };
};

const renderBar = (bar: TimelineBar, index: number, lengthMs: number): string => {
  const scale = lengthMs === 0 ? 0 : WIDTH / lengthMs;
  const x = Math.min(bar.startMs * scale, WIDTH - LEAST_WIDTH);
  const width = Math.max(LEAST_WIDTH, Math.min(bar.tookMs * scale, WIDTH - x));
  const y = AXIS + index * ROW;
  const place = placeTitle(bar.title, x, width);
  const textX = place.x.toFixed(1);
  const style = place.isInside ? ' class="inside"' : "";
  return `<g><title>${escape(describe(bar))}</title><rect class="${bar.state}" x="${x.toFixed(1)}" y="${y + 3}" width="${width.toFixed(1)}" height="${ROW - 6}" rx="2"/><text${style} x="${textX}" y="${y + 15}" text-anchor="${place.anchor}">${escape(bar.title)}</text></g>`;
};

const describe = ({ title, state, startMs, tookMs }: TimelineBar): string =>
  `${title}: ${state}, from ${renderDuration(startMs)} for ${renderDuration(tookMs)}`;

const renderRow = ({ title, state, startMs, tookMs }: TimelineBar): string =>
  `<tr><th scope="row">${escape(title)}</th><td>${state}</td><td>${escape(renderDuration(startMs))}</td><td>${escape(renderDuration(tookMs))}</td></tr>`;

/** Titles are of agents, and agents may be of anybody. */
const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE = `
:root{color-scheme:light dark;--back:#fff;--text:#1a1d21;--faint:#5c6670;--line:#d5dade;--changed:#1a7f4b;--failed:#c2302b;--cut-off:#a15c00;--skipped:#6b7580;--unchanged:#8c96a0}
@media (prefers-color-scheme:dark){:root{--back:#14171a;--text:#e8eaed;--faint:#a3adb7;--line:#3a4148;--changed:#45c285;--failed:#ff7b72;--cut-off:#e3a03b;--skipped:#98a2ac;--unchanged:#7c8690}}
body{margin:0;background:var(--back);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:1100px;margin:0 auto;padding:24px 16px}
h1{font-size:1.3rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:28px 0 0}p{margin:4px 0;color:var(--faint)}
.chart{overflow-x:auto}svg{max-width:none;display:block}
text{fill:var(--text);font-size:12px}.axis{fill:var(--faint)}.inside{fill:var(--back)}.tick{stroke:var(--line)}
.changed{fill:var(--changed);background:var(--changed)}.failed{fill:var(--failed);background:var(--failed)}
.cut-off{fill:var(--cut-off);background:var(--cut-off)}.running{fill:var(--text);background:var(--text)}.skipped{fill:var(--skipped);background:var(--skipped)}
.unchanged{fill:var(--unchanged);background:var(--unchanged)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;list-style:none}.key{display:inline-block;width:12px;height:12px;margin-right:6px;border-radius:2px}
table{border-collapse:collapse;margin:8px 0}th,td{padding:2px 12px 2px 0;text-align:left;font-weight:400;border-bottom:1px solid var(--line)}thead th{color:var(--faint)}
summary{cursor:pointer;color:var(--faint)}summary:focus-visible{outline:2px solid currentColor}
`;

const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;
