import * as z from "zod";
import { criDockerd } from "../../../shared/versions/cri-dockerd.ts";
import { textWith } from "./rule.ts";
import { urlBreach } from "./urls.ts";

const checksum = textWith((text) =>
  /^[0-9a-f]{64}$/.test(text)
    ? undefined
    : { message: "is no SHA-256 of 64 hexadecimal digits", hint: "`sha256sum FILE` prints it" },
);

/** Which release of cri-dockerd hosts with Docker fetch, and from where. */
export const CriDockerdConfig = z.strictObject({
  version: textWith((text) =>
    /^\d+\.\d+\.\d+$/.test(text) ? undefined : { message: `"${text}" is no version` },
  )
    .default(criDockerd.version)
    .describe("Its release."),
  url: textWith((text) => urlBreach(text.replaceAll(/\{(?:version|architecture)\}/g, "x")))
    .default(criDockerd.url)
    .describe(
      "Address of its archive, such as your mirror's; `{version}` and `{architecture}` (amd64, arm64) are filled in.",
    ),
  sha256: z
    .strictObject({
      amd64: checksum.optional().describe("Of the archive for amd64."),
      arm64: checksum.optional().describe("Of the archive for arm64."),
    })
    .default({})
    .describe("Checksums of archives; that of the default release is known."),
});
