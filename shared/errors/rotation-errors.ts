import { defineError } from "./define-error.ts";

export const rotationWaits = defineError<{ readonly phase: string; readonly hosts: string }>({
  code: "ROTATION_WAITS",
  blame: "environment",
  message: ({ phase, hosts }) =>
    `the exchange of authorities waits at \`${phase}\` for ${hosts}; everything works as before`,
  hint: ({ phase }) =>
    phase === "drop"
      ? "run `pharosctl certs rotate-ca` again when they are back; `pharosctl apply` enrols over SSH who was left behind, `pharosctl hosts remove` takes out who is gone"
      : "run `pharosctl certs rotate-ca` again when they are back; `--without HOST` leaves one behind, `--back` takes all of it back",
});

export const rotationGoesBack = defineError<Record<never, never>>({
  code: "ROTATION_GOES_BACK",
  blame: "user",
  message: () => "the exchange of authorities is being taken back",
  hint: () => "end that by `pharosctl certs rotate-ca --back`; then another one can be begun",
});

export const rotationIrreversible = defineError<Record<never, never>>({
  code: "ROTATION_IRREVERSIBLE",
  blame: "user",
  message: () => "the old authorities have been given up: there is no way back to them",
  hint: () =>
    "run `pharosctl certs rotate-ca` without `--back` to end it; then another exchange can be begun",
});

export const rotationNotBegun = defineError<Record<never, never>>({
  code: "ROTATION_NOT_BEGUN",
  blame: "user",
  message: () => "authorities are not being exchanged: there is nothing to take back",
  hint: () => "`pharosctl certs status` shows which there are",
});

export const certificateOfOthers = defineError<{ readonly host: string }>({
  code: "CERTIFICATE_OF_OTHERS",
  blame: "environment",
  message: ({ host }) => `${host} still has, or issues, certificates of the other authorities`,
  hint: () =>
    "run `pharosctl certs rotate-ca` again; a master that is away may have issued them before it was told",
});

export const encryptionOff = defineError<Record<never, never>>({
  code: "ENCRYPTION_OFF",
  blame: "user",
  message: () => "secrets are not encrypted in etcd: there is no key to exchange",
  hint: () =>
    "set `secrets_encryption: {enabled: true}` in cluster.yml and run `pharosctl apply`; then the key can be exchanged",
});

export const keyRotationWaits = defineError<{ readonly phase: string; readonly hosts: string }>({
  code: "KEY_ROTATION_WAITS",
  blame: "environment",
  message: ({ phase, hosts }) =>
    `the exchange of the encryption key waits at \`${phase}\` for ${hosts}; all masters can read all secrets`,
  hint: () =>
    "see to those masters and run `pharosctl certs rotate-encryption-key` again; `pharosctl hosts remove` takes out who is gone",
});

export const keyRotationNeedsApply = defineError<{
  readonly host: string;
  readonly difference: string;
}>({
  code: "KEY_ROTATION_NEEDS_APPLY",
  blame: "user",
  message: ({ host, difference }) =>
    `${host} is not as cluster.yml says, apart from the encryption key: ${difference}`,
  hint: () =>
    "run `pharosctl apply` first; with an exchange under way it brings the keys of its step along",
});

export const secretsLeft = defineError<{
  readonly left: number;
  readonly resource: string;
  readonly examples: string;
}>({
  code: "SECRETS_LEFT",
  blame: "environment",
  message: ({ left, resource, examples }) =>
    `${left} of the ${resource} could not be written anew: ${examples}`,
  hint: () =>
    "see to what refuses them (a webhook, a quota) and run `pharosctl certs rotate-encryption-key` again; until then the old key stays",
});
