import { redactText } from "../../shared/redact/redact-text.ts";
import type { ReportPart } from "../../shared/rpc/gen/support.ts";
import type { FileReader } from "../host/files.ts";
import type { StreamProgram } from "../host/real/stream-program.ts";
import { cutText, type Keep, MAX_PART_BYTES } from "./cut-text.ts";
import { findReportFiles } from "./find-report-files.ts";
import { reportPrograms } from "./report-sources.ts";

/** Parts of the report, one after another; a part that cannot be had tells why. Never throws. */
export type CollectReport = (signal: AbortSignal) => AsyncIterable<ReportPart>;

export interface ReportPorts {
  readonly files: FileReader;
  readonly streamProgram: StreamProgram;
  /** Values that must not be in the report, whatever they stand in. */
  readonly secrets: () => Promise<readonly string[]>;
}

const MAX_BYTES = 8 * 1024 * 1024;
const PROGRAM_LIMIT_MS = 10_000;
const LOG_BYTES = 128 * 1024;

/** Reads what is on the lists of `report-sources.ts`, takes secrets out, and cuts what is too long. */
export const createReportCollector = (ports: ReportPorts): CollectReport =>
  async function* (signal) {
    const secrets = await ports.secrets().catch(() => []);
    let sentBytes = 0;
    for await (const source of reportSources(ports)) {
      if (signal.aborted || sentBytes >= MAX_BYTES) return;
      const part = await toPart(source, secrets, signal);
      sentBytes += Buffer.byteLength(part.text);
      yield part;
    }
  };

interface Source {
  readonly name: string;
  readonly keep: Keep;
  readonly read: (signal: AbortSignal) => Promise<string | undefined>;
}

async function* reportSources(ports: ReportPorts): AsyncGenerator<Source> {
  for (const { name, argv } of reportPrograms) {
    yield { name, keep: "beginning", read: (signal) => readProgram(ports, argv, signal) };
  }
  const { settings, logs } = await findReportFiles(ports.files);
  for (const path of settings) {
    yield { name: `files${path}`, keep: "beginning", read: () => ports.files.read(path) };
  }
  for (const path of logs) {
    const argv = ["tail", `--bytes=${LOG_BYTES}`, path];
    const name = `logs/pods/${path.split("/").slice(-3).join("/")}`;
    yield { name, keep: "end", read: (signal) => readProgram(ports, argv, signal) };
  }
}

const toPart = async (
  { name, keep, read }: Source,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<ReportPart> => {
  try {
    const text = await read(signal);
    if (text === undefined) return { name, text: "", isCut: false, failure: "there is none" };
    // Before it is cut: half a key is not known as one.
    return { name, ...cutText(redactText(text, secrets), keep), failure: undefined };
  } catch (error) {
    const failure = redactText(error instanceof Error ? error.message : String(error), secrets);
    return { name, text: "", isCut: false, failure };
  }
};

const readProgram = async (
  { streamProgram }: ReportPorts,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<string> => {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(PROGRAM_LIMIT_MS)]);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of streamProgram({ argv, signal: ended })) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > 2 * MAX_PART_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8");
};
