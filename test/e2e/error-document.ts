import * as z from "zod";
import { expect } from "./expectation.ts";

const Failure = z.object({
  host: z.string().optional(),
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  fields: z.record(z.string(), z.unknown()),
});
const ErrorDocument = z.object({ error: Failure.extend({ hosts: z.array(Failure).optional() }) });

export interface SeenFailure {
  /** Absent for an error that is about no host. */
  readonly host?: string | undefined;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The errors of a CLI that ended badly under `--output json`: one per host, else the one that there is. */
export function readErrorDocument(stdout: string): readonly SeenFailure[] {
  const at = stdout.search(/^\{\s*"error"/m);
  expect(`there is an error document in: ${stdout.slice(-500)}`, at !== -1);
  const { error } = ErrorDocument.parse(JSON.parse(stdout.slice(at)));
  return error.hosts ?? [error];
}
