import type { DriftCorrection, DriftFinding } from "../../shared/spec/drift.ts";
import { renderChange } from "../apply/render-change.ts";
import { renderTable } from "../cli/render-table.ts";
import { renderDuration, renderInstant } from "../cli/render-time.ts";
import type { DriftOfHost } from "./collect-drift.ts";

/**
 * Drift for people: a line per host, then what differs and what was corrected, with what was found
 * (`-`) and what is wanted (`+`). Of corrections the newest of each host.
 */
export const renderDrift = (
  hosts: readonly DriftOfHost[],
  nowMs: number,
  corrections: number = SHOWN_CORRECTIONS,
): string =>
  [
    renderTable(
      HEADER,
      hosts.map((host) => toRow(host, nowMs)),
    ),
    ...hosts.flatMap((host) => entriesOf(host, corrections)),
  ].join("");

const SHOWN_CORRECTIONS = 10;

const HEADER = ["HOST", "MODE", "LOOKED AT", "MANAGED", "DIFFERS", "CORRECTED", "NOTE"];

const toRow = (drift: DriftOfHost, nowMs: number): readonly string[] => [
  drift.host,
  drift.spec.mode,
  drift.lookedAtMs === undefined ? "never" : `${renderDuration(nowMs - drift.lookedAtMs)} ago`,
  String(drift.managed),
  String(drift.findings.length),
  String(drift.corrections.length),
  notesOf(drift).join("; "),
];

const notesOf = ({ pause, pending, unwatched }: DriftOfHost): readonly string[] => [
  ...(pause === undefined
    ? []
    : [`paused by ${pause.by} until ${renderInstant(pause.untilMs)}: ${pause.reason}`]),
  ...(pending.length === 0 ? [] : [`${pending.length} for the next apply`]),
  ...(unwatched === undefined ? [] : [`files are seen by the clock alone (${unwatched})`]),
];

const entriesOf = (
  { host, findings, corrections }: DriftOfHost,
  shown: number,
): readonly string[] => [
  ...findings.map((finding) => entry(host, finding.state, finding, reasonOf(finding))),
  ...corrections.slice(0, shown).map((one) => entry(host, "corrected", one, whenOf(one))),
];

const reasonOf = ({ reason }: DriftFinding): string => (reason === "" ? "" : `: ${reason}`);

const whenOf = ({ seenAtMs, correctedAtMs }: DriftCorrection): string =>
  ` after ${renderDuration(correctedAtMs - seenAtMs)}`;

const entry = (
  host: string,
  state: string,
  { title, changes, seenAtMs, madeBy }: DriftFinding | DriftCorrection,
  more: string,
): string => {
  const by = madeBy === undefined ? "" : `, ${madeBy}`;
  const lines = [
    `${renderInstant(seenAtMs)} ${host} ${state}${more}`,
    `  ${title}${by}`,
    ...changes.flatMap(renderChange).map((line) => `    ${line}`),
  ];
  return `\n${lines.join("\n")}\n`;
};
