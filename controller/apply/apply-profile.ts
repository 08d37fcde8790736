import { taskFailed } from "../../shared/errors/run-errors.ts";
import { fromErrorDetail } from "../../shared/errors/error-detail.ts";
import { type PharosError } from "../../shared/errors/pharos-error.ts";
import type { ProfileName, RunRecord } from "../../shared/spec/run.ts";
import { profiles } from "../../shared/spec/profile-wire.ts";
import { fromWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import type { ApplyRun, RunHost } from "./apply-run.ts";

const NO_SECRETS: Readonly<Record<string, string>> = {};

/**
 * Lets a host's agent bring one profile of its spec about and follows it to the end. Throws the
 * first failure, with its task, when any task failed.
 */
export const applyProfile = async (
  run: ApplyRun,
  host: RunHost,
  profile: ProfileName,
  runSecrets: Readonly<Record<string, string>> = NO_SECRETS,
): Promise<void> => {
  const { specs } = await host.connection();
  const { fencing } = await run.lock();
  const stream = specs.apply({
    spec: toWireSignedDocument(await host.signedSpec()),
    run: run.id,
    profile: profiles.toWire(profile),
    fencingNumber: fencing,
    runSecrets,
  });
  let failure: PharosError | undefined;
  for await (const wireRecord of stream) {
    const record = fromWireRunRecord(wireRecord);
    if (record === undefined) continue;
    run.report(record);
    failure ??= failureOf(record);
  }
  if (failure !== undefined) throw failure;
};

/** The error that a record tells of, if any. */
export const failureOf = ({ event }: RunRecord): PharosError | undefined => {
  if (event.type !== "task-failed") return undefined;
  const { task, error } = event;
  const { code, message, hint, fields } = error;
  const output = typeof fields["stderr"] === "string" ? fields["stderr"] : "";
  return taskFailed(
    { task, code, reason: message, hint, output },
    { cause: fromErrorDetail(error) },
  );
};
