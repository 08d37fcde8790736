import * as access from "./access-errors.ts";
import * as adoption from "./adoption-errors.ts";
import * as agent from "./agent-errors.ts";
import * as audit from "./audit-errors.ts";
import * as bootstrap from "./bootstrap-errors.ts";
import * as cli from "./cli-errors.ts";
import * as config from "./config-errors.ts";
import * as coordination from "./coordination-errors.ts";
import * as drift from "./drift-errors.ts";
import * as engine from "./engine-errors.ts";
import * as etcd from "./etcd-errors.ts";
import * as firewall from "./firewall-errors.ts";
import * as host from "./host-errors.ts";
import * as internal from "./internal-errors.ts";
import * as keystore from "./keystore-errors.ts";
import * as kubernetes from "./kubernetes-errors.ts";
import * as maintenance from "./maintenance-errors.ts";
import * as membership from "./membership-errors.ts";
import * as packages from "./package-errors.ts";
import type { Blame } from "./pharos-error.ts";
import * as pki from "./pki-errors.ts";
import * as removal from "./removal-errors.ts";
import * as rotation from "./rotation-errors.ts";
import * as rpc from "./rpc-errors.ts";
import * as run from "./run-errors.ts";
import * as scope from "./scope-errors.ts";
import * as spec from "./spec-errors.ts";
import * as ssh from "./ssh-errors.ts";
import * as store from "./store-errors.ts";
import * as task from "./task-errors.ts";
import * as terraform from "./terraform-errors.ts";
import * as update from "./update-errors.ts";
import * as upgrade from "./upgrade-errors.ts";

export interface CatalogueEntry {
  readonly code: string;
  readonly blame: Blame;
}

/** Files of error definitions; a new one is added here, in order of its name. */
const domains: readonly Readonly<Record<string, unknown>>[] = [
  access,
  adoption,
  agent,
  audit,
  bootstrap,
  cli,
  config,
  coordination,
  drift,
  engine,
  etcd,
  firewall,
  host,
  internal,
  keystore,
  kubernetes,
  maintenance,
  membership,
  packages,
  pki,
  removal,
  rotation,
  rpc,
  run,
  scope,
  spec,
  ssh,
  store,
  task,
  terraform,
  update,
  upgrade,
];

/** All error definitions of the product; `docs/errors.md` explains each, kept true by a test. */
export const errorCatalogue: readonly CatalogueEntry[] = domains
  .flatMap((domain) => Object.values(domain))
  .filter((value) => isDefinition(value));

function isDefinition(value: unknown): value is CatalogueEntry {
  return typeof value === "function" && "code" in value && "blame" in value;
}
