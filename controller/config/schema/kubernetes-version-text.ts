import type * as z from "zod";
import { minorOf } from "../../../shared/versions/kubernetes-version.ts";
import {
  newestSupported,
  supportedMinors,
  versionTable,
} from "../../../shared/versions/version-table.ts";
import { textWith } from "./rule.ts";

/** `1.30.4`, `v1.30.4`, or a minor that stands for a release of it; always `1.30.4` afterwards. */
export const KubernetesVersionText = textWith((text) => {
  const minor = minorOf(text);
  const supported = `supported: ${supportedMinors.join(", ")}`;
  if (minor === undefined)
    return { message: `"${text}" is not a version`, hint: `such as ${newestSupported}` };
  if (supportedMinors.includes(minor)) return undefined;
  return { message: `Kubernetes ${minor} is not supported`, hint: supported };
})
  .transform((text) => {
    const row = versionTable.find(({ minor }) => text.replace(/^v/, "") === minor);
    return row?.knownVersion ?? text.replace(/^v/, "");
  })
  .prefault(newestSupported)
  .describe("Release of Kubernetes; a minor alone stands for one of its releases.");
export type KubernetesVersionText = z.infer<typeof KubernetesVersionText>;
