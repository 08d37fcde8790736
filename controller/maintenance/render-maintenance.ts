import type { MaintenanceReason } from "../../shared/rpc/gen/maintenance.ts";
import { renderTable } from "../cli/render-table.ts";
import { renderElapsed, renderInstant } from "../cli/render-time.ts";
import type { MaintenanceOfHost } from "./collect-maintenance.ts";

/** A line per host: whether a reboot is needed, what the host is at, and what it waits for. */
export const renderReboots = (hosts: readonly MaintenanceOfHost[], nowMs: number): string =>
  renderTable(
    ["HOST", "NEEDED", "STEP", "LAST", "WHY"],
    hosts.map((host) => [
      host.host,
      host.rebootNeeded === undefined ? "no" : "yes",
      stepOf(host, nowMs),
      lastReboot(host),
      whyOf(host.reboot),
    ]),
  );

/** A line per host: when packages were upgraded, which, and what the next turn waits for. */
export const renderUpgrades = (hosts: readonly MaintenanceOfHost[], nowMs: number): string =>
  renderTable(
    ["HOST", "STEP", "LAST", "UPGRADED", "REBOOT", "SERVICES", "WHY"],
    hosts.map((host) => [
      host.host,
      stepOf(host, nowMs),
      lastUpgrade(host),
      host.lastUpgrade === undefined ? "-" : String(host.lastUpgrade.packages.length),
      host.rebootNeeded === undefined ? "no" : "needed",
      host.staleServices.length === 0 ? "-" : `${host.staleServices.length} to restart`,
      whyOf(host.upgrade),
    ]),
  );

const lastUpgrade = ({ lastUpgrade: last }: MaintenanceOfHost): string => {
  if (last === undefined) return "-";
  const at = renderInstant(last.endedAtMs);
  return last.failure === undefined ? at : `${at} failed: ${last.failure}`;
};

/** The whole chain of reasons of one host, a link a line. */
export const renderWhy = (host: MaintenanceOfHost, nowMs: number): string =>
  [
    `${host.host} is ${stepOf(host, nowMs)}\n`,
    ...chain("reboot", host.reboot),
    ...chain("upgrade", host.upgrade),
    ...(host.correction.length === 0 ? [] : chain("correction", host.correction)),
    ...(host.lastReboot === undefined ? [] : [`last reboot: ${lastReboot(host)}\n`]),
    ...(host.lastUpgrade === undefined ? [] : [`last upgrade: ${lastUpgrade(host)}\n`]),
    ...staleServices(host),
  ].join("");

const staleServices = ({ staleServices: stale }: MaintenanceOfHost): readonly string[] =>
  stale.length === 0
    ? []
    : [
        "to be restarted, for they run what was replaced:\n",
        ...stale.map(({ unit, files }) => `  ${unit}: ${files.join(", ")}\n`),
      ];

const stepOf = ({ step, sinceMs }: MaintenanceOfHost, nowMs: number): string =>
  sinceMs === undefined ? step : `${step} for ${renderElapsed(nowMs - sinceMs)}`;

const lastReboot = ({ lastReboot: last }: MaintenanceOfHost): string => {
  if (last === undefined) return "-";
  const at = renderInstant(last.endedAtMs);
  return last.failure === undefined ? at : `${at} not done: ${last.failure}`;
};

const whyOf = (reasons: readonly MaintenanceReason[]): string => {
  const last = reasons.at(-1);
  return last === undefined ? "" : textOf(last);
};

const textOf = ({ text, untilMs }: MaintenanceReason): string =>
  untilMs === undefined ? text : `${text} (until ${renderInstant(untilMs)})`;

const chain = (what: string, reasons: readonly MaintenanceReason[]): readonly string[] => [
  `${what}:\n`,
  ...reasons.map((one) => `  ${one.passed ? "ok   " : "waits"} ${one.gate}: ${textOf(one)}\n`),
];
