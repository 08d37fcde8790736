import { defineError } from "./define-error.ts";

export const lockHeld = defineError<{
  readonly holder: string;
  readonly machine: string;
  readonly purpose: string;
  readonly secondsLeft: number;
}>({
  code: "LOCK_HELD",
  blame: "environment",
  message: ({ holder, machine, purpose }) =>
    `${holder} on ${machine} is changing this cluster (${purpose})`,
  hint: ({ secondsLeft }) =>
    `wait until that has ended; if its CLI is dead the lock expires in ${secondsLeft} seconds`,
});

export const lockLost = defineError<{ readonly fencing: number; readonly newest: number }>({
  code: "LOCK_LOST",
  blame: "environment",
  message: ({ fencing, newest }) =>
    `another run (${newest}) has taken the cluster over from this one (${fencing})`,
  hint: () => "run apply again when the other has ended; `pharosctl attach last` follows it",
});

export const numberTooLow = defineError<{
  readonly document: string;
  readonly offered: number;
  readonly accepted: number;
}>({
  code: "NUMBER_TOO_LOW",
  blame: "environment",
  message: ({ document, offered, accepted }) =>
    `the host already has ${document} number ${accepted} and refuses number ${offered}`,
  hint: () => "another administrator was here: run `pharosctl plan` to see what differs",
});

export const numberReused = defineError<{ readonly document: string; readonly number: number }>({
  code: "NUMBER_REUSED",
  blame: "environment",
  message: ({ document, number }) =>
    `the host has other content under ${document} number ${number}`,
  hint: () => "two administrators have changed the cluster at once: run the same command again",
});

export const documentForOther = defineError<{
  readonly document: string;
  readonly meantFor: string;
  readonly here: string;
}>({
  code: "DOCUMENT_FOR_OTHER",
  blame: "environment",
  message: ({ document, meantFor, here }) =>
    `${document} is meant for ${meantFor}, this is ${here}`,
  hint: () =>
    "an address in cluster.yml may lead to another host than before: compare it with `pharosctl facts`",
});

export const noQuorum = defineError<{ readonly masters: number; readonly missing: string }>({
  code: "NO_QUORUM",
  blame: "environment",
  message: ({ masters, missing }) =>
    `too few of the ${masters} masters' agents answer to change the cluster safely: ${missing} missing`,
  hint: () =>
    "bring one of them back: without a majority two administrators could change it at once; masters that are gone for good are taken out by `pharosctl hosts remove`, and by `pharosctl etcd recover` where etcd waits for them",
});
