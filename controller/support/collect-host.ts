import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import { redactText } from "../../shared/redact/redact-text.ts";
import { redactValue } from "../../shared/redact/redact-value.ts";
import { fromWireEventRecord } from "../../shared/spec/agent-event-wire.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import { decodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import { logSources, toWireSource } from "../logs/log-entry.ts";
import type { ArchiveEntry } from "./render-tar.ts";

/** What a host gave, and what it could not give. */
export interface HostReport {
  readonly entries: readonly ArchiveEntry[];
  readonly missing: readonly { readonly what: string; readonly reason: string }[];
}

export interface CollectOptions {
  /** Of each source. */
  readonly logLines: number;
  /** Of all that this host gives. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

type Give = (path: string, text: string) => void;

const PIECE_LIMIT_MS = 30_000;

/**
 * Asks a host's agent for everything that helps to find a fault, piece by piece: one that fails does
 * not take the others with it. Nothing of it asks the Kubernetes API. Secrets are taken out once
 * more here, whatever the agent did.
 */
export const collectHost = async (
  connection: AgentConnection,
  { logLines, maxBytes, signal }: CollectOptions,
): Promise<HostReport> => {
  const entries: ArchiveEntry[] = [];
  const missing: { what: string; reason: string }[] = [];
  let bytes = 0;
  const give: Give = (path, text) => {
    const size = Buffer.byteLength(text);
    if (bytes + size > maxBytes) {
      const reason = `its ${size} bytes do not fit into what is left of the host's share of ${maxBytes}`;
      missing.push({ what: path, reason });
      return;
    }
    // What does not fit takes no room from the smaller ones after it.
    bytes += size;
    entries.push({ path, text });
  };
  const report = { give, miss: (what: string, reason: string) => missing.push({ what, reason }) };
  for (const [what, collect] of pieces(connection, logLines)) {
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(PIECE_LIMIT_MS)]);
      await collect({ ...report, signal: limit });
    } catch (error) {
      signal.throwIfAborted();
      report.miss(what, toPharosError(error).message);
    }
  }
  return { entries, missing };
};

interface PiecePorts {
  readonly give: Give;
  readonly miss: (what: string, reason: string) => void;
  readonly signal: AbortSignal;
}

type Piece = readonly [what: string, collect: (ports: PiecePorts) => Promise<void>];

const pieces = (connection: AgentConnection, logLines: number): readonly Piece[] => [
  [
    "health.json",
    async ({ give }) =>
      give("health.json", json(await connection.host.getHealth({ podNetwork: true }))),
  ],
  [
    "facts.json",
    async ({ give }) => {
      const { facts } = await connection.host.getFacts({});
      give("facts.json", json(fromWireFacts(required(facts, "GetFactsResponse", "facts"))));
    },
  ],
  [
    "certificates.json",
    async ({ give }) =>
      give("certificates.json", json(await connection.certificates.getCertificates({}))),
  ],
  [
    "spec.json",
    async ({ give }) => {
      const { spec } = await connection.specs.getSpec({ outline: false });
      if (spec !== undefined) give("spec.json", json(decodeNodeSpec(spec.payload)));
    },
  ],
  ["runs.json", async ({ give }) => give("runs.json", json(await connection.runs.listRuns({})))],
  ["events.ndjson", (ports) => collectEvents(connection, ports)],
  ["the agent's report", (ports) => collectReport(connection, ports)],
  ...logSources.map((source): Piece => [
    `logs/${source}.log`,
    (ports) => collectLog(connection, source, logLines, ports),
  ]),
];

const json = (value: unknown): string => `${JSON.stringify(redactValue(value), undefined, 2)}\n`;

/** Records of all runs that are kept, and of what was outside of them. */
const collectEvents = async (
  { events }: AgentConnection,
  { give, signal }: PiecePorts,
): Promise<void> => {
  const request = { withinMs: undefined, fromMs: undefined, limit: 10_000, follow: false };
  const lines: string[] = [];
  for await (const wireRecord of events.watchEvents(request, { signal })) {
    const record = fromWireEventRecord(wireRecord);
    if (record !== undefined) lines.push(`${JSON.stringify(redactValue(record))}\n`);
  }
  give("events.ndjson", lines.join(""));
};

const collectReport = async (
  { support }: AgentConnection,
  { give, miss, signal }: PiecePorts,
): Promise<void> => {
  for await (const part of support.collectReport({}, { signal })) {
    const path = safePath(part.name);
    if (part.failure !== undefined) miss(path, part.failure);
    else give(path, part.isCut ? `${redactText(part.text)}\n[cut]\n` : redactText(part.text));
  }
};

/** A host must not write outside of its own folder on the machine where the archive is unpacked. */
const safePath = (name: string): string =>
  name
    .split("/")
    .filter((step) => step !== "" && step !== "." && step !== "..")
    .map((step) => step.replaceAll(/[^\w.@+-]/g, "_"))
    .join("/")
    .slice(0, 160);

const collectLog = async (
  { logs }: AgentConnection,
  source: (typeof logSources)[number],
  lines: number,
  { give, signal }: PiecePorts,
): Promise<void> => {
  const sources = [toWireSource(source)];
  const request = { sources, withinMs: undefined, lines, follow: false, batches: true };
  const told: string[] = [];
  for await (const message of logs.watchLogs(request, { signal })) {
    for (const { atMs, text } of [message, ...message.more])
      told.push(`${new Date(atMs).toISOString()} ${redactText(text)}\n`);
  }
  give(`logs/${source}.log`, told.join(""));
};
