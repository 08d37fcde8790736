import { defineError } from "./define-error.ts";

export const distributionIncomplete = defineError<{
  readonly folder: string;
  readonly reason: string;
}>({
  code: "DISTRIBUTION_INCOMPLETE",
  blame: "environment",
  message: ({ folder, reason }) => `the files for hosts in ${folder} are not complete: ${reason}`,
  hint: () => "install pharosctl again, or run `npm run build` in a checkout",
});

export const uploadCorrupted = defineError<{ readonly host: string; readonly file: string }>({
  code: "UPLOAD_CORRUPTED",
  blame: "environment",
  message: ({ host, file }) => `${host}: ${file} did not arrive as it was sent`,
  hint: () => "is /var/tmp on the host full? Then run the same command again",
});
