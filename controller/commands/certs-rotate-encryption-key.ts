import { countOf } from "../../shared/errors/count-of.ts";
import { accessLimited } from "../../shared/errors/access-errors.ts";
import { encryptionOff } from "../../shared/errors/rotation-errors.ts";
import { notConfirmed } from "../../shared/errors/run-errors.ts";
import { performApply } from "../apply/perform-apply.ts";
import { type PreparedApply, prepareApply } from "../apply/prepare-apply.ts";
import { runInterruptible } from "../apply/run-interruptible.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { flag } from "../cli/command-option.ts";
import { type CommonInput, defineCommand } from "../cli/command.ts";
import { confirm } from "../cli/confirm.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { encryptedResources } from "../control-plane/render-encryption.ts";
import {
  type EncryptionKeys,
  type EncryptionPhase,
  readEncryptionKeys,
} from "../keystore/encryption-keys.ts";
import { mastersWithoutKeys, toWaiting } from "../rotation/bring-keys.ts";
import { readKeyRotation, renderKeyRotation } from "../rotation/key-rotation-report.ts";
import { KEY_ROTATION_VERB, rotateEncryptionKey } from "../rotation/rotate-encryption-key.ts";

export const certsRotateEncryptionKey = defineCommand({
  name: KEY_ROTATION_VERB,
  summary: "encrypt secrets in etcd with a new key, while everything works",
  description:
    "`add`: all masters can read with a new key. `use`: all of them write with it. `rewrite`: every secret is written once more. `drop`: the masters forget the old key; it stays in the keystore, since older snapshots of etcd need it. In each step but `rewrite` the API servers start anew, one after the other, each gated on its health; one that does not come up is put back. The same command goes on after a cut.",
  options: {
    status: flag("--status", "only show which keys there are and which masters have them"),
  },
  examples: [
    { command: "pharosctl certs rotate-encryption-key", description: "after a question" },
    {
      command: "pharosctl certs rotate-encryption-key --status",
      description: "where it is; no key is shown",
    },
  ],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    if (input.options.status) return await report(context, input, loaded);
    const { folder, keys, cluster } = await look(context, loaded);
    const isUnderWay = keys.rotation !== undefined;
    // Who goes on with what was begun was asked then.
    if (!isUnderWay) {
      // What would hold it up is better known before.
      await withMasters(context, loaded, async (prepared) => mastersWithoutKeys(prepared, "add"));
      await ask(context, input, loaded, cluster);
    }
    const isShown = input.output === "table" && !input.quiet;
    await rotateEncryptionKey(
      { begins: !isUnderWay },
      {
        folder,
        open: () => openMembers(context, loaded),
        bringKeys: (phase) => bringKeys(context, input, loaded, phase),
        tell: (news) => {
          if (isShown) context.stdout.write(`${news}\n`);
        },
        now: () => new Date(context.clock.nowMs()),
        signal: context.signal,
      },
    );
    return await report(context, input, loaded, DONE);
  },
});

const DONE = "done: all that is encrypted in etcd is encrypted with the new key";

interface Outlook {
  readonly cluster: string;
  readonly folder: string;
  readonly keys: EncryptionKeys;
}

/** Throws `ENCRYPTION_OFF`, `ACCESS_LIMITED`. */
const look = async (context: CommandContext, loaded: LoadedConfig): Promise<Outlook> => {
  if (loaded.config.secrets_encryption?.enabled !== true) throw encryptionOff({});
  const opened = await openMembers(context, loaded);
  opened.close();
  const { folder, guest, cluster } = opened.keystore;
  if (guest !== undefined) throw accessLimited(guest);
  const keys = await readEncryptionKeys(folder);
  if (keys === undefined) throw encryptionOff({});
  return { cluster: cluster.name, folder, keys };
};

const ask = async (
  context: CommandContext,
  input: CommonInput,
  { config }: LoadedConfig,
  cluster: string,
): Promise<void> => {
  const masters = config.hosts.filter(({ role }) => role === "master").length;
  const away =
    masters === 1
      ? "The API server starts anew three times, and is away for some seconds each time."
      : `The API servers of ${countOf(masters, "master")} start anew three times, one after the other.`;
  context.stderr.write(
    `Cluster ${cluster} gets a new key for what is encrypted in etcd (${encryptedResources.join(", ")}). ${away} All of it is written once more, then masters forget the old key. Nodes and pods go on.\n`,
  );
  const options = { yes: input.yes, defaultAnswer: false, verb: KEY_ROTATION_VERB };
  if (!(await confirm(context, "Begin?", options))) throw notConfirmed({});
};

const bringKeys = (
  context: CommandContext,
  input: CommonInput,
  loaded: LoadedConfig,
  phase: EncryptionPhase,
): Promise<void> =>
  withMasters(context, loaded, async (prepared) => {
    const lacking = mastersWithoutKeys(prepared, phase);
    if (lacking.length === 0) return;
    const isShown = input.output === "table" && !input.quiet;
    if (isShown) context.stdout.write(`${TITLES[phase]}\n`);
    const shown = { ...input, output: "table", quiet: !isShown } as const;
    const { failures } = await runInterruptible(context, shown, {
      verb: KEY_ROTATION_VERB,
      hosts: lacking.map(({ name }) => name),
      work: async (progress, run) => {
        const { signal } = context;
        const options = { run, progress, purpose: KEY_ROTATION_VERB, signal };
        return (await performApply(prepared, options)).failures;
      },
    });
    if (failures.length > 0) throw toWaiting(phase, failures);
  });

/** An apply of the masters, of which nothing may be left but the keys. */
const withMasters = async <Result>(
  context: CommandContext,
  loaded: LoadedConfig,
  act: (prepared: PreparedApply) => Promise<Result>,
): Promise<Result> => {
  const masters = loaded.config.hosts.filter(({ role }) => role === "master");
  const prepared = await prepareApply(context, {
    loaded,
    only: masters.map(({ address }) => address),
    confirmHostKeys: async () => false,
  });
  try {
    return await act(prepared);
  } finally {
    await prepared.cleanUp();
  }
};

const TITLES: Readonly<Record<EncryptionPhase, string>> = {
  add: "add: masters learn to read with the new key",
  use: "use: masters write with the new key",
  rewrite: "rewrite: masters get the keys that they lack",
  drop: "drop: masters forget the old key",
};

const report = async (
  context: CommandContext,
  { output }: CommonInput,
  loaded: LoadedConfig,
  done?: string,
): Promise<number> => {
  const cluster = await openMembers(context, loaded);
  try {
    const keys = await readEncryptionKeys(cluster.keystore.folder);
    const isEnabled = loaded.config.secrets_encryption?.enabled === true;
    const found = await readKeyRotation(cluster, isEnabled, keys);
    context.stdout.write(
      output === "table" ? renderKeyRotation(found, done) : await renderDocument(found, output),
    );
    return 0;
  } finally {
    cluster.close();
  }
};
