import { expect, test } from "vitest";
import {
  configWith,
  issuesOfText,
  loadConfigText,
} from "../../../test/support/load-config-text.ts";
import { renderIssue } from "../config-issue.ts";
import { readParts } from "./config-parts.ts";
import { checkControlPlane } from "./check-control-plane.ts";

const findings = (tree: Parameters<typeof readParts>[0]) =>
  checkControlPlane(readParts(tree)).map(({ path, message }) => `${path.join(".")} ${message}`);

test("a certificate needs its key, and the other way round", () => {
  expect(findings({ etcd: { endpoints: ["https://a:2379"], key: "k" } })).toEqual([
    "etcd.key needs certificate beside it",
  ]);
  const user = { name: "a", client_certificate: "c" };
  expect(findings({ authentication: { token_webhook: { config: { user } } } })).toEqual([
    "authentication.token_webhook.config.user.client_certificate needs client_key beside it",
  ]);
});

test("an etcd without encryption is warned about, and refused with certificates", () => {
  expect(findings({ etcd: { endpoints: ["http://a:2379"] } })).toEqual([
    "etcd.endpoints.0 is neither encrypted nor authenticated: whoever reaches it owns the cluster",
  ]);
  expect(findings({ etcd: { endpoints: ["http://a:2379"], ca_certificate: "c" } })).toEqual([
    "etcd.endpoints.0 is not encrypted, and certificates are given",
  ]);
});

test("masters take no snapshots of an etcd that is not theirs", () => {
  const maintenance = { etcd_snapshots: {} };
  expect(findings({ maintenance })).toEqual([]);
  expect(findings({ maintenance, etcd: { endpoints: ["https://a:2379"] } })).toEqual([
    "maintenance.etcd_snapshots is for the cluster's own etcd, and etcd.endpoints names another one",
  ]);
});

test.each([{ "encryption-provider-config": "/a" }, ["--encryption-provider-config=/a", "--v=2"]])(
  "an encryption of one's own and one of ours are not had together: %j",
  (extra_args) => {
    const control_plane = { api_server: { extra_args } };
    expect(findings({ control_plane })).toEqual([]);
    expect(findings({ control_plane, secrets_encryption: { enabled: true } })).toEqual([
      "secrets_encryption.enabled has no effect beside control_plane.api_server.extra_args.encryption-provider-config",
    ]);
  },
);

test("a cloud provider that the version has not built in is run as external, with a warning", () => {
  expect(findings({ cloud: { provider: "aws" }, kubernetes: { version: "1.20.2" } })).toEqual([]);
  expect(findings({ cloud: { provider: "aws" }, kubernetes: { version: "1.36.2" } })).toEqual([
    "cloud.provider Kubernetes 1.36.2 has no aws built in: it is run as external",
    "cloud.provider leaves nodes tainted as uninitialized until a cloud controller manager runs",
  ]);
});

test.each([
  ["audit: {server: http://a, webhook: {server: http://b}}", "audit.server is another address"],
  ["audit: {file: {path: audit.json}}", '"audit.json" is no absolute path'],
  ["admission_plugins: [{name: AlwaysPullImage}]", "did you mean AlwaysPullImages?"],
  ["admission_plugins: [{name: PodSecurityPolicy}]", "is no admission plugin of Kubernetes"],
  ["admission_plugins: [{name: ImagePolicyWebhook}]", "needs a configuration of its own"],
  ["admission_plugins: [{name: NodeRestriction, enabled: false}]", "stays on"],
  ["etcd: {endpoints: [https://a:2379], ca_certificate: missing}", "does not exist"],
  ["etcd: {endpoints: [https://a:2379], key: password}", "is no PEM private key"],
])("%s is refused", async (text, message) => {
  expect(await issuesOfText(configWith(text))).toContainEqual(expect.stringContaining(message));
});

test("a plugin that nobody knows here is a warning", async () => {
  const { file, warnings } = await loadConfigText(
    configWith("admission_plugins: [{name: Somewhat}]"),
  );
  expect(warnings.map((warning) => renderIssue(file, warning))).toContainEqual(
    expect.stringContaining("Somewhat is not known here"),
  );
});

test("copies of snapshots that are not encrypted are warned about", () => {
  const s3 = { bucket: "snapshots", access_key_id: "a", secret_access_key: "b" };
  const warning =
    "maintenance.etcd_snapshots.s3 gets copies that are not encrypted: whoever reads them owns the cluster";
  expect(findings({ maintenance: { etcd_snapshots: { s3 } } })).toEqual([warning]);
  for (const key of ["passphrase", "passphrase_file"]) {
    const protectedOnes = { etcd_snapshots: { s3: { ...s3, [key]: "x" } } };
    expect(findings({ maintenance: protectedOnes })).toEqual([]);
  }
});
