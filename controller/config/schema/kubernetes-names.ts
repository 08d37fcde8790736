import * as z from "zod";
import { type RuleBreach, textWith } from "./rule.ts";

/** RFC 1123 label: names of objects, hosts' first names. */
const isDnsLabel = (text: string): boolean => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);

/** RFC 1123 subdomain. */
export const isDnsName = (text: string): boolean =>
  text.length <= 253 && text.split(".").every(isDnsLabel);

const isNamePart = (text: string): boolean => /^[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/.test(text);

/** Kubernetes' qualified names: `[prefix/]name`. */
const qualifiedName = (key: string): RuleBreach | undefined => {
  const [first = "", second, ...rest] = key.split("/");
  const name = second ?? first;
  const prefix = second === undefined ? undefined : first;
  const good = rest.length === 0 && isNamePart(name) && (prefix === undefined || isDnsName(prefix));
  return good
    ? undefined
    : {
        message: `"${key}" is not a Kubernetes key`,
        hint: "an optional DNS name and a slash, then up to 63 letters, digits, - _ and ., beginning and ending with a letter or digit",
      };
};

/** Kept by the kubelet itself: two owners would take turns for ever. */
const kubeletLabels = new Set(["kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch"]);

const labelKey = textWith((key) =>
  kubeletLabels.has(key)
    ? { message: `"${key}" is set by the kubelet itself`, hint: "remove it" }
    : qualifiedName(key),
);

const labelValue = textWith((value) =>
  value === "" || isNamePart(value)
    ? undefined
    : {
        message: `"${value}" is not a label value`,
        hint: "up to 63 letters, digits, - _ and ., beginning and ending with a letter or digit",
      },
);

export const NodeLabels = z.record(labelKey, labelValue);
export type NodeLabels = z.infer<typeof NodeLabels>;

/** Of a taint or an annotation. */
export const qualifiedKey = textWith(qualifiedName);

export const NodeTaint = z.strictObject({
  key: qualifiedKey.describe("Key of the taint."),
  value: labelValue.optional().describe("Value of the taint."),
  effect: z
    .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
    .describe("What happens to pods that do not tolerate it."),
});
export type NodeTaint = z.infer<typeof NodeTaint>;

/** The name of an object, as most kinds want it. */
export const objectName = textWith((name) =>
  isDnsLabel(name)
    ? undefined
    : {
        message: `"${name}" is not the name of an object`,
        hint: "up to 63 lower case letters, digits and -, beginning and ending with a letter or digit",
      },
);

/** Becomes a folder name and part of the names in certificates. */
export const ClusterName = textWith((name) =>
  isDnsLabel(name) && name.length <= 40
    ? undefined
    : {
        message: `"${name}" is not a cluster name`,
        hint: "up to 40 lower case letters, digits and -, beginning and ending with a letter or digit",
      },
);
export type ClusterName = z.infer<typeof ClusterName>;
