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
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  const isError = last.startsWith('{"version":1,"type":"error"');
  expect(`an error document ends: ${stdout.slice(-500)}`, isError);
  const { error } = ErrorDocument.parse(JSON.parse(last));
  return error.hosts ?? [error];
}

/** A task's failure carries the code of what it met. */
export function innerCode({ code, fields }: SeenFailure): string {
  return typeof fields["code"] === "string" ? fields["code"] : code;
}
