import { join } from "node:path";
import * as z from "zod";
import { keystoreDamaged } from "../../shared/errors/keystore-errors.ts";
import { readKeystoreFile, replaceFile } from "./keystore-file.ts";

/** `.`: the one that was made with the cluster, whose files are in the folder itself; else a folder in it. */
const SetName = z.string().regex(/^(\.|authorities-[1-9][0-9]*)$/);

/** Steps of an exchange, in their order; in each, hosts may have what the one before gave them. */
export const rotationPhases = ["trust", "issue", "switch", "drop"] as const;
export type RotationPhase = (typeof rotationPhases)[number];

const State = z.strictObject({
  /** Of what hosts are to be told, or were told last. */
  number: z.int().min(1),
  /** What this machine issues with. */
  current: SetName,
  /** Set while authorities are exchanged. */
  rotation: z
    .strictObject({
      phase: z.enum(rotationPhases),
      /** The ones that were there before stay. */
      back: z.boolean(),
      startedAt: z.iso.datetime(),
      /** Trusted as well; absent from `drop` on. */
      other: SetName.optional(),
    })
    .optional(),
});

/** Which authorities a cluster has: the state of an exchange that survives whatever ends the CLI. */
export type AuthoritiesState = Readonly<z.infer<typeof State>>;

export type RotationState = NonNullable<AuthoritiesState["rotation"]>;

/** The one that a cluster is made with. */
export const FIRST_SET = ".";

const FILE = "authorities.json";
const NEVER: AuthoritiesState = { number: 0, current: FIRST_SET };

/** Number 0: they were never exchanged. Errors: KEYSTORE_DAMAGED. */
export const readAuthoritiesState = async (folder: string): Promise<AuthoritiesState> => {
  const text = await readKeystoreFile(folder, FILE);
  if (text === undefined) return NEVER;
  try {
    return State.parse(JSON.parse(text));
  } catch (cause) {
    const reason = "does not say which authorities are in use";
    throw keystoreDamaged({ file: join(folder, FILE), reason }, { cause });
  }
};

/** By one rename: a step is begun or it is not. */
export const writeAuthoritiesState = async (
  folder: string,
  state: AuthoritiesState,
): Promise<void> =>
  replaceFile(join(folder, FILE), `${JSON.stringify(State.parse(state), undefined, 2)}\n`);
