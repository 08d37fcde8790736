import { defineError } from "./define-error.ts";

export const auditBroken = defineError<{
  readonly host: string;
  /** Where it shows; 0: the log as a whole. */
  readonly sequence: number;
  readonly reason: string;
}>({
  code: "AUDIT_BROKEN",
  blame: "environment",
  message: ({ host, sequence, reason }) =>
    reason === ""
      ? `the audit log of ${host} has been changed`
      : `record ${sequence} of the audit log of ${host}: ${reason}`,
  hint: () =>
    "somebody with root on the host has written there, or its disk has failed: compare with `pharosctl audit` and backups",
});
