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
