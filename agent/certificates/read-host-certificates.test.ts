import { expect, test } from "vitest";
import { createTestPki } from "../../test/support/test-pki.ts";
import { readKubernetesCertificates } from "./read-host-certificates.ts";

const files = (content: Readonly<Record<string, string>>) => {
  const opened: string[] = [];
  return {
    opened,
    read: async (path: string) => {
      opened.push(path);
      return content[path];
    },
    list: async (folder: string) => {
      const names = Object.keys(content)
        .filter((path) => path.slice(0, path.lastIndexOf("/")) === folder)
        .map((path) => path.slice(folder.length + 1));
      return names.length === 0 ? undefined : names;
    },
  };
};

test("a master's certificates are told without opening a key", async () => {
  const pki = await createTestPki();
  const reader = files({
    "/etc/kubernetes/pki/ca.crt": pki.trust.rootCertificate,
    "/etc/kubernetes/pki/ca.key": "secret",
    "/etc/kubernetes/pki/etcd/server.crt": (await pki.agent("m1")).chain,
    "/etc/kubernetes/pki/torn.crt": "not a certificate",
  });
  const found = await readKubernetesCertificates(reader);
  expect(found).toMatchObject([
    { path: "/etc/kubernetes/pki/ca.crt", isAuthority: true },
    {
      path: "/etc/kubernetes/pki/etcd/server.crt",
      isAuthority: false,
      serial: expect.stringMatching(/^[0-9a-f]+$/),
    },
  ]);
  expect(found.every(({ notBeforeMs, notAfterMs }) => notBeforeMs < notAfterMs)).toBe(true);
  expect(reader.opened).not.toContain("/etc/kubernetes/pki/ca.key");
});

test("a host without Kubernetes has none", async () => {
  expect(await readKubernetesCertificates(files({}))).toEqual([]);
});
