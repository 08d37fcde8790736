import * as z from "zod/mini";
import type { FileReader } from "../files.ts";

/** Where an API server is and who we are to it; PEM texts. */
export interface KubeCredentials {
  readonly server: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

const kubeconfig = z.object({
  "current-context": z.optional(z.string()),
  contexts: z.array(
    z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) }),
  ),
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({
        server: z.string(),
        "certificate-authority-data": z.optional(z.string()),
        "certificate-authority": z.optional(z.string()),
      }),
    }),
  ),
  users: z.array(
    z.object({
      name: z.string(),
      user: z.object({
        "client-certificate-data": z.optional(z.string()),
        "client-certificate": z.optional(z.string()),
        "client-key-data": z.optional(z.string()),
        "client-key": z.optional(z.string()),
      }),
    }),
  ),
});

/** Reads the current context of a kubeconfig with a client certificate; `undefined`: no file, or not such a one. */
export type ReadKubeconfig = (path: string) => Promise<KubeCredentials | undefined>;

/** Reads files at every call, certificates rotate; what a file means is found out once per content. */
export const createKubeconfigReader = (files: FileReader): ReadKubeconfig => {
  const parsed = new Map<string, { readonly text: string; readonly content: Kubeconfig }>();
  return async (path) => {
    const text = await files.read(path);
    if (text === undefined) return undefined;
    const known = parsed.get(path);
    const content = known?.text === text ? known.content : await parseKubeconfig(text);
    if (content === undefined) return undefined;
    parsed.set(path, { text, content });
    return await readCredentials(files, content);
  };
};

type Kubeconfig = z.infer<typeof kubeconfig>;

const parseKubeconfig = async (text: string): Promise<Kubeconfig | undefined> => {
  const { parse } = await import("yaml");
  return kubeconfig.safeParse(attempt(() => parse(text))).data;
};

const readCredentials = async (
  files: FileReader,
  data: Kubeconfig,
): Promise<KubeCredentials | undefined> => {
  const context =
    data.contexts.find(({ name }) => name === data["current-context"])?.context ??
    data.contexts[0]?.context;
  const cluster = data.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const user = data.users.find(({ name }) => name === context?.user)?.user;
  if (cluster === undefined || user === undefined) return undefined;
  const [ca, certificate, key] = await Promise.all([
    toPem(files, cluster["certificate-authority-data"], cluster["certificate-authority"]),
    toPem(files, user["client-certificate-data"], user["client-certificate"]),
    toPem(files, user["client-key-data"], user["client-key"]),
  ]);
  if (ca === undefined || certificate === undefined || key === undefined) return undefined;
  return { server: cluster.server, ca, certificate, key };
};

const attempt = (run: () => unknown): unknown => {
  try {
    return run();
  } catch {
    return undefined;
  }
};

const toPem = async (
  files: FileReader,
  inline: string | undefined,
  path: string | undefined,
): Promise<string | undefined> => {
  if (inline !== undefined) return Buffer.from(inline, "base64").toString("utf8");
  return path === undefined ? undefined : await files.read(path);
};
