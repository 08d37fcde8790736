import * as z from "zod";
import { filePath, textWith } from "./rule.ts";
import { urlBreach } from "./urls.ts";

const placeholders = ["{minor}", "{version}", "{codename}"];

const withPlaceholders = (
  text: string,
): { readonly message: string; readonly hint: string } | undefined => {
  const unknown = text.match(/\{[^}]*\}?/g)?.find((found) => !placeholders.includes(found));
  if (unknown === undefined) return undefined;
  return {
    message: `holds ${unknown}, which stands for nothing`,
    hint: `known: ${placeholders.join(", ")}`,
  };
};

const repositoryUrl = textWith((text) => withPlaceholders(text) ?? urlBreach(text));

const suite = textWith((text) =>
  /^[\w./{}:~-]+$/.test(text) ? withPlaceholders(text) : { message: `"${text}" is not a suite` },
);

const component = textWith((text) =>
  /^[\w./-]+$/.test(text) ? undefined : { message: `"${text}" is not a component` },
);

const source = {
  url: repositoryUrl.describe(
    "Address of the repository; `{minor}`, `{version}` (of Kubernetes) and `{codename}` (of the host) are filled in.",
  ),
  suite: suite.default("/").describe("Suite; `/` for a flat repository."),
  components: z.array(component).default([]).describe("Components; none for a flat repository."),
  key: filePath().describe("File with the ASCII-armored public key that signs it."),
};

/** apt wants components exactly when the suite is no folder. */
const checkSuite = (
  context: z.core.ParsePayload<{ readonly suite: string; readonly components: readonly string[] }>,
): void => {
  const isFlat = context.value.suite.endsWith("/");
  if (isFlat === (context.value.components.length === 0)) return;
  const message = isFlat
    ? "must be empty for a flat repository"
    : "must name what to take from the suite";
  const hint = isFlat ? "a suite that ends in / has no components" : "such as [stable] or [main]";
  context.issues.push({
    code: "custom",
    input: context.value,
    path: ["components"],
    message,
    params: { hint },
  });
};

/** Names of the files that the other two keys make. */
const ownNames = new Set(["kubernetes", "container-runtime"]);

const repositoryName = textWith((text) =>
  !ownNames.has(text) && /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(text)
    ? undefined
    : {
        message: `"${text}" is not a repository name`,
        hint: "lower case letters, digits and -; kubernetes and container-runtime are keys of their own",
      },
);

const checkNames = (context: z.core.ParsePayload<{ readonly name: string }[]>): void => {
  const names = context.value.map(({ name }) => name);
  names.forEach((name, index) => {
    if (names.indexOf(name) === index) return;
    const message = `"${name}" is the name of an earlier repository`;
    context.issues.push({ code: "custom", input: context.value, path: [index, "name"], message });
  });
};

/** Where hosts get packages from, instead of or besides the public repositories. */
export const PackageRepositories = z.strictObject({
  host_sources: z
    .boolean()
    .optional()
    .describe(
      "Take Kubernetes from the sources that hosts have by themselves; none is added for it.",
    ),
  kubernetes: z
    .strictObject(source)
    .check(checkSuite)
    .optional()
    .describe("kubelet, kubeadm, kubectl, cri-tools and kubernetes-cni, instead of pkgs.k8s.io."),
  container_runtime: z
    .strictObject({
      ...source,
      package: z
        .enum(["containerd", "containerd.io", "docker.io", "docker-ce", "cri-o"])
        .optional()
        .describe("Name of the package there; `containerd.io`, `docker-ce` or `cri-o` if absent."),
    })
    .check(checkSuite)
    .optional()
    .describe("containerd or Docker, instead of the distribution's; or cri-o, instead of its own."),
  additional: z
    .array(
      z
        .strictObject({
          name: repositoryName.describe("Name of its files on the host."),
          ...source,
        })
        .check(checkSuite),
    )
    .check(checkNames)
    .default([])
    .describe("Further repositories that hosts are given."),
});
export type PackageRepositories = z.infer<typeof PackageRepositories>;
