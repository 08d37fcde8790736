import type { Blame } from "./pharos-error.ts";
import * as cli from "./cli-errors.ts";
import * as config from "./config-errors.ts";
import * as coordination from "./coordination-errors.ts";
import * as engine from "./engine-errors.ts";
import * as host from "./host-errors.ts";
import * as internal from "./internal-errors.ts";
import * as keystore from "./keystore-errors.ts";
import * as kubernetes from "./kubernetes-errors.ts";
import * as packages from "./package-errors.ts";
import * as pki from "./pki-errors.ts";
import * as rpc from "./rpc-errors.ts";
import * as run from "./run-errors.ts";
import * as task from "./task-errors.ts";

/** Files of error definitions; a new one is added here, in order of its name. */
const domains: readonly Readonly<Record<string, unknown>>[] = [
  cli,
  config,
  coordination,
  engine,
  host,
  internal,
  keystore,
  kubernetes,
  packages,
  pki,
  rpc,
  run,
  task,
];

/** All error definitions of the product; `docs/errors.md` explains each, kept true by a test. */
export const errorCatalogue: readonly { readonly code: string; readonly blame: Blame }[] = domains
  .flatMap((domain) => Object.values(domain))
  .filter((value) => isDefinition(value));

function isDefinition(value: unknown): value is { readonly code: string; readonly blame: Blame } {
  return typeof value === "function" && "code" in value && "blame" in value;
}
