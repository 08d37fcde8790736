import { describe, expect, test } from "vitest";
import { renderInitConfiguration } from "../../agent/kubeadm/render-init-configuration.ts";
import { sampleNodeSpec } from "../../agent/kubeadm/sample-node-spec.fake.ts";
import { kubeletCloudConfig } from "../../controller/control-plane/cloud-provider.ts";
import { buildControlPlane } from "../../controller/control-plane/build-control-plane.ts";
import { renderEncryption } from "../../controller/control-plane/render-encryption.ts";
import { ClusterConfig } from "../../controller/config/cluster-config.ts";
import { referenceFacts } from "./reference-facts.ts";
import { readRendered } from "./rendered-fields.ts";

const everything = (version: string) =>
  ClusterConfig.parse({
    hosts: [{ address: "10.0.0.1", role: "master" }],
    kubernetes: { version },
    etcd: {
      endpoints: ["https://etcd-1.example.com:2379", "https://etcd-2.example.com:2379/"],
      certificate: "/c/etcd.pem",
      key: "/c/etcd-key.pem",
      ca_certificate: "/c/etcd-ca.pem",
    },
    authentication: {
      token_webhook: {
        config: {
          cluster: {
            name: "token-reviewer",
            server: "http://localhost:9292/token",
            certificate_authority: "/c/reviewer-ca.pem",
          },
          user: {
            name: "kube-apiserver",
            client_key: "/c/reviewer-key.pem",
            client_certificate: "/c/reviewer.pem",
          },
        },
        cache_ttl: "5m",
      },
      oidc: {
        issuer_url: "https://login.example.com",
        client_id: "kubernetes",
        username_claim: "email",
        username_prefix: "oidc:",
        groups_claim: "groups",
        groups_prefix: "oidc:",
        ca_file: "/c/oidc-ca.pem",
      },
    },
    audit: { server: "http://audit.example.com/webhook", file: {} },
    admission_plugins: [
      { name: "AlwaysPullImages" },
      { name: "DefaultTolerationSeconds", enabled: false },
    ],
    secrets_encryption: { enabled: true },
    cloud: { provider: "aws", config: "/c/cloud.conf" },
    control_plane: {
      feature_gates: { Some: true },
      api_server: { extra_args: { profiling: "false" } },
    },
  });

const keys = { keys: [{ name: "key1", secret: "c2VjcmV0" }], number: 0, retired: [] };
const paths = ["etcd", "etcd-key", "etcd-ca", "reviewer", "reviewer-key", "reviewer-ca", "oidc-ca"];
const contents = new Map([
  ...paths.map((name) => [`/c/${name}.pem`, `text of ${name}\n`] as const),
  ["/c/cloud.conf", "[Global]\n"],
]);

const build = (version: string) =>
  buildControlPlane({
    config: everything(version),
    contents,
    hashSecret: (value) => Buffer.from(value).toString("hex").padEnd(32, "0"),
    encryption: { keys, configuration: renderEncryption(keys, true) },
  });

const render = (version: string): string => {
  const spec = sampleNodeSpec(version);
  const controlPlane = build(version).spec;
  return renderInitConfiguration({ ...spec, kubernetes: { ...spec.kubernetes, controlPlane } });
};

describe.each(["1.20.2", "1.28.0", "1.36.2"])("all settings of a control plane, %s", (version) => {
  test("are in kubeadm's file as recorded", async () => {
    await expect(render(version)).toMatchFileSnapshot(`kubeadm/v${version}-control-plane.yaml`);
  });

  test("put each file that a flag names on the master, and mount it", () => {
    const { apiServerExtraArgs, files, apiServerFolders } = build(version).spec;
    const named = Object.values(apiServerExtraArgs).filter((value) =>
      value.startsWith("/etc/pharos/"),
    );
    const there = files.map(({ path }) => path);
    expect(named.filter((path) => !there.includes(path))).toEqual([]);
    expect(apiServerFolders).toEqual([
      { path: "/etc/pharos/control-plane", writable: false },
      { path: "/var/log/kubernetes", writable: true },
    ]);
  });

  test("hold no key: those are secrets of their own", () => {
    const { spec, secrets } = build(version);
    const text = JSON.stringify(spec);
    expect(text).not.toContain("text of etcd-key");
    expect(text).not.toContain("text of reviewer-key");
    expect(text).not.toContain("c2VjcmV0");
    expect(secrets.map(({ name }) => name)).toContain("control-plane-etcd-key.pem");
  });
});

test("a cloud provider is built in where the version has it, else external", () => {
  const providerOf = (version: string) =>
    build(version).spec.controllerManagerExtraArgs["cloud-provider"];
  expect([providerOf("1.20.2"), providerOf("1.36.2")]).toEqual(["aws", "external"]);
  expect(build("1.36.2").spec.apiServerExtraArgs["cloud-provider"]).toBeUndefined();
});

describe("cloud.config for kubelets", () => {
  const place = (version: string, provider: string) =>
    kubeletCloudConfig({
      config: {
        ...everything(version),
        cloud: { provider, config: "/c/cloud.conf" },
      },
      contents,
      hashSecret: (value) => Buffer.from(value).toString("hex").padEnd(32, "0"),
    });

  test("is a file that no spec holds, where the version has the provider built in", () => {
    const placed = place("1.20.2", "aws");
    expect(placed?.file).toEqual({
      path: "/etc/pharos/kubelet/cloud-5b476c6f62.conf",
      content: { kind: "secret", ref: expect.objectContaining({ name: "kubelet-cloud.conf" }) },
    });
    expect(placed?.secret?.value).toBe("[Global]\n");
    expect(place("1.28.0", "azure")).toBeDefined();
  });

  test("is not there for an external provider", () => {
    expect(place("1.28.0", "aws")).toBeUndefined();
    expect(place("1.36.2", "azure")).toBeUndefined();
    expect(place("1.20.2", "hetzner")).toBeUndefined();
  });
});

test("files as they lie on a master", async () => {
  const texts = build("1.20.2").spec.files.map(({ path, content }) =>
    content.kind === "text"
      ? `# ${path}\n${content.text}`
      : `# ${path}: secret ${content.ref.name}\n`,
  );
  await expect(texts.join("\n")).toMatchFileSnapshot("data/control-plane-files.txt");
});

const componentOfPath = new Map([
  ["apiServer.extraArgs", "kube-apiserver"],
  ["controllerManager.extraArgs", "kube-controller-manager"],
  ["scheduler.extraArgs", "kube-scheduler"],
  ["nodeRegistration.kubeletExtraArgs", "kubelet"],
]);

test.each(referenceFacts)("Kubernetes $version has every field and flag of them", (facts) => {
  const documents = readRendered(render(facts.version));
  const fields = documents.flatMap(({ type, fields: own }) =>
    own.filter((field) => !facts.fields.get(type)?.has(field.replace(/(extraVolumes)\..*/, "$1"))),
  );
  const flags = documents.flatMap((document) =>
    [...document.flags].flatMap(([path, names]) =>
      names.filter((name) => !facts.flags.get(componentOfPath.get(path) ?? "")?.has(name)),
    ),
  );
  expect({ fields, flags }).toEqual({ fields: [], flags: [] });
});
