import { expect, test } from "vitest";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { toMirrorCertificates } from "./mirror-certificates.ts";

const { runtime } = sampleNodeSpec("1.36.2");

test("a mirror's authority lies in the folder of its host, known by its first line", () => {
  const mirrors = [{ registry: "docker.io", endpoint: "https://hub.test:5000", ca: "PEM\n" }];
  expect(toMirrorCertificates({ ...runtime, mirrors }, "/etc/docker/certs.d")).toEqual([
    {
      host: "hub.test:5000",
      path: "/etc/docker/certs.d/hub.test:5000/pharos.crt",
      text: "# Written by pharosctl; a change made here is undone.\nPEM\n",
    },
  ]);
});
