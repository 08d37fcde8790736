import { stripVTControlCharacters } from "node:util";
import type { HostRecord } from "../../shared/spec/agent-event.ts";
import type { OutputFormat } from "../cli/command.ts";
import { renderEvent } from "../cli/render-output.ts";
import { renderRecord } from "./render-record.ts";

/** Turns records, as they come, into text of a format; each ends with a line end, or is empty. */
export type RecordWriter = (record: HostRecord) => Promise<string>;

/**
 * Lines for people (tasks that had nothing to do only if `verbose`), or events of docs/events.md: a
 * JSON object a line, or a YAML document each.
 */
export const createRecordWriter = (format: OutputFormat, verbose: boolean): RecordWriter => {
  switch (format) {
    case "json":
    case "yaml":
      return (record) => renderEvent({ type: "record", ...record }, format);
    case "table":
      return createLineWriter(verbose);
  }
};

const createLineWriter = (verbose: boolean): RecordWriter => {
  const titles = new Map<string, string>();
  return async (record) => {
    const { host, atMs, event } = record;
    if (event.type === "task-started") titles.set(`${host} ${event.task}`, event.title);
    if (event.type === "task-unchanged" && !verbose) return "";
    const text = renderRecord(record, (task) => titles.get(`${host} ${task}`) ?? task);
    return `${new Date(atMs).toISOString()} ${host} ${visible(text)}\n`;
  };
};

/** What a host tells must not steer the terminal of who reads it. */
const visible = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these are what has to go
  stripVTControlCharacters(text).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, " ");
