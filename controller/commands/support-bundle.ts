import { resolve } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { fileExists, usageInvalid } from "../../shared/errors/cli-errors.ts";
import { countOf } from "../../shared/errors/count-of.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { text, texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderSize } from "../cli/render-size.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { type Bundle, buildBundle } from "../support/build-bundle.ts";
import { renderTar } from "../support/render-tar.ts";

const MIB = 1024 * 1024;
const DEFAULT_MIB = 64;
const LOG_LINES = 2_000;

export const supportBundle = defineCommand({
  name: "support-bundle",
  summary: "collect what helps to find a fault into one archive, without secrets",
  description:
    "From every host whose agent answers, also when the Kubernetes API does not: facts, runs, events, settings, states of units, ends of logs. Hosts that do not answer are named. Nothing is sent anywhere.",
  options: {
    host: texts("--host <name>", "only this host, by name or address (repeatable)"),
    file: text("--file <path>", "archive to write (default: support-<cluster>-<time>.tar.gz)"),
    maxSize: text(
      "--max-size <MiB>",
      `most that is collected, before compression (default ${DEFAULT_MIB})`,
    ),
  },
  examples: [
    { command: "pharosctl support-bundle", description: "of all hosts, into the current folder" },
    { command: "pharosctl support-bundle --host m1 --file /tmp/m1.tar.gz", description: "of one" },
  ],
  run: async (context, input) => {
    const maxBytes = readMaxBytes(input.options.maxSize);
    const loaded = await loadCommandConfig(context, input);
    const cluster = await openMembers(context, loaded);
    try {
      const nowMs = context.clock.nowMs();
      const folder = `support-${cluster.keystore.cluster.name}-${stamp(nowMs)}`;
      const path = resolve(context.cwd, input.options.file ?? `${folder}.tar.gz`);
      if (await context.files.exists(path)) throw fileExists({ file: path });
      const bundle = await buildBundle(cluster, selectHosts(cluster.members, input.options.host), {
        folder,
        clusterFile:
          input.config === "-"
            ? undefined
            : await context.files.read(resolve(context.cwd, loaded.file)),
        version: context.version,
        nowMs,
        logLines: LOG_LINES,
        maxBytes,
        signal: context.signal,
      });
      const archive = await promisify(gzip)(renderTar(bundle.entries, nowMs));
      const isNew = await context.files.write(path, archive, { overwrite: false, mode: 0o600 });
      if (!isNew) throw fileExists({ file: path });
      const { failures, missing } = bundle;
      const answered = new Set(bundle.entries.flatMap((entry) => hostOf(entry.path)));
      if (input.output === "table") {
        const size = renderSize(archive.length);
        context.stdout.write(`${path} (${size}, ${countOf(answered.size, "host")})\n`);
        context.stderr.write(renderFailures(bundle));
        if (!input.quiet) context.stderr.write(renderMissing(bundle, input.verbose));
      } else {
        const unreachable = failures.map(({ host, error: { code, message } }) => ({
          host,
          code,
          message,
        }));
        const hosts = [...answered];
        const document = { file: path, bytes: archive.length, hosts, unreachable, missing };
        context.stdout.write(await renderDocument(document, input.output));
      }
      if (answered.size === 0)
        throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const readMaxBytes = (said: string | undefined): number => {
  if (said === undefined) return DEFAULT_MIB * MIB;
  if (!/^[1-9]\d{0,3}$/.test(said))
    throw usageInvalid({
      reason: `--max-size ${said} is no number of MiB from 1 to 9999`,
      verb: "support-bundle",
    });
  return Number(said) * MIB;
};

const renderFailures = ({ failures }: Bundle): string =>
  failures
    .map(({ host, error }) => `[${host}] left out: ${error.code}: ${error.message}\n`)
    .join("");

/** What hosts that answer could not give, or what did not fit; by default no more than the first of it. */
const renderMissing = ({ missing }: Bundle, verbose: boolean): string => {
  const lines = missing.map(({ host, what, reason }) => `[${host}] without ${what}: ${reason}\n`);
  const [first] = lines;
  if (verbose || first === undefined || lines.length === 1) return lines.join("");
  const more = countOf(lines.length - 1, "more file");
  return `${first}and without ${more}: --verbose names them, and so does summary.json in the archive\n`;
};

/** `20261122T100000Z` */
const stamp = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;

const hostOf = (path: string): readonly string[] => {
  const [, hosts, host] = path.split("/");
  return hosts === "hosts" && host !== undefined ? [host] : [];
};
