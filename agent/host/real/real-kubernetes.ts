import { dirname } from "node:path";
import type { FileReader } from "../files.ts";
import type {
  KubernetesAnswer,
  KubernetesIdentity,
  KubernetesObject,
  KubernetesReader,
  KubernetesWriter,
} from "../kubernetes.ts";
import type { NodeApi } from "../node-api.ts";
import { createKubeconfigReader, type ReadKubeconfig } from "./kubeconfig.ts";
import { createConnections, type HttpRequest, requestJson } from "./request-json.ts";

const KUBECONFIGS: Readonly<Record<KubernetesIdentity, string>> = {
  admin: "/etc/kubernetes/admin.conf",
  local: "/etc/kubernetes/admin.conf",
  node: "/etc/kubernetes/kubelet.conf",
};

/** Its certificate may not name the loopback address; it names this, whoever made the cluster. */
const LOCAL_SERVER = {
  server: "https://127.0.0.1:6443",
  serverName: "kubernetes.default.svc",
} as const;

/** Its rights are in the stack `maintenance`. */
const TURN_TAKER = "pharos:turns";

type Request = Omit<HttpRequest, "server" | "serverName" | "ca" | "certificate" | "key">;

export const createKubernetesReader = (files: FileReader): KubernetesReader => {
  const readKubeconfig = createKubeconfigReader(files);
  const connections = createConnections();
  return {
    get: (identity, path) => send(readKubeconfig, identity, { method: "GET", path, connections }),
    listMetadata: (path) =>
      send(readKubeconfig, "admin", {
        method: "GET",
        path,
        connections,
        accept: metadataOnly("PartialObjectMetadataList"),
      }),
    dryRun: (path, object) =>
      send(readKubeconfig, "admin", {
        ...applyRequest(path, object, "dryRun=All"),
        connections,
      }),
  };
};

export const createKubernetesWriter = (files: FileReader): KubernetesWriter => {
  const readKubeconfig = createKubeconfigReader(files);
  const connections = createConnections();
  const write = (
    request: Request,
    identity: KubernetesIdentity = "admin",
  ): Promise<KubernetesAnswer> => send(readKubeconfig, identity, request);
  return {
    apply: async (path, object) => {
      const answer = await write(applyRequest(path, object));
      // A merge patch, unlike an apply, makes nothing.
      return answer.kind === "not-found" && isAggregators(path)
        ? await write(createRequest(dirname(path), object))
        : answer;
    },
    patch: (path, patch, identity) =>
      write(
        {
          method: "PATCH",
          path: `${path}?fieldManager=pharosctl`,
          body: JSON.stringify(patch),
          contentType: "application/merge-patch+json",
        },
        identity,
      ),
    rewrite: (path) =>
      write({
        method: "PATCH",
        path: `${path}?fieldManager=pharosctl`,
        body: "{}",
        contentType: "application/merge-patch+json",
        accept: metadataOnly("PartialObjectMetadata"),
        // There are thousands, and one that is sent twice does no harm.
        connections,
      }),
    create: (path, object) => write(createRequest(path, object)),
    delete: (path) => write({ method: "DELETE", path }),
  };
};

/** As `system:node:NAME`, or as the user whom nodes may impersonate. */
export const createNodeApi = (files: FileReader): NodeApi => {
  const readKubeconfig = createKubeconfigReader(files);
  const connections = createConnections();
  return ({ method, path, body, patch = "merge", asTurnTaker = false }) =>
    send(readKubeconfig, "node", {
      method,
      path,
      ...(body === undefined
        ? {}
        : {
            body: JSON.stringify(body),
            contentType: method === "PATCH" ? PATCHES[patch] : "application/json",
          }),
      ...(method === "GET" ? { connections } : {}),
      ...(asTurnTaker ? { impersonate: TURN_TAKER } : {}),
    });
};

/** Without the plain form beside it: a server that does not know this refuses. */
const metadataOnly = (kind: string): string => `application/json;as=${kind};g=meta.k8s.io;v=v1`;

const PATCHES = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
} as const;

/** The aggregator of 1.20 ends with a panic where it is asked for a server-side apply (kubernetes#89264). */
const isAggregators = (path: string): boolean => path.startsWith("/apis/apiregistration.k8s.io/");

const applyRequest = (
  path: string,
  object: KubernetesObject,
  ...query: readonly string[]
): Request => {
  const isPlain = isAggregators(path);
  const options = [...query, "fieldManager=pharosctl", ...(isPlain ? [] : ["force=true"])];
  return {
    method: "PATCH",
    path: `${path}?${options.join("&")}`,
    body: JSON.stringify(object),
    // JSON is YAML, and this content type is what asks for server-side apply.
    contentType: isPlain ? "application/merge-patch+json" : "application/apply-patch+yaml",
  };
};

const createRequest = (path: string, object: KubernetesObject): Request => ({
  method: "POST",
  path: `${path}?fieldManager=pharosctl`,
  body: JSON.stringify(object),
  contentType: "application/json",
});

const send = async (
  readKubeconfig: ReadKubeconfig,
  identity: KubernetesIdentity,
  request: Request,
): Promise<KubernetesAnswer> => {
  const credentials = await readKubeconfig(KUBECONFIGS[identity]);
  if (credentials === undefined) {
    return { kind: "unreachable", reason: `${KUBECONFIGS[identity]} is not there or not complete` };
  }
  const own = identity === "local" ? LOCAL_SERVER : {};
  const answer = await requestJson({ ...request, ...credentials, ...own });
  if (answer.kind === "failed") return { kind: "unreachable", reason: answer.reason };
  if (answer.status === 404) return { kind: "not-found" };
  const object = parseObject(answer.text);
  if (answer.status < 300)
    return {
      kind: "ok",
      object,
      ...(Number.isNaN(answer.atMs) ? {} : { servedAtMs: answer.atMs }),
    };
  const { message } = object;
  return {
    kind: "refused",
    status: answer.status,
    message: typeof message === "string" ? message : answer.text.slice(0, 500),
  };
};

/** `/readyz` and its like answer plain text. */
const parseObject = (text: string): KubernetesObject => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : { text };
  } catch {
    return { text };
  }
};

const isObject = (value: unknown): value is KubernetesObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
