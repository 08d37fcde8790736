import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { HOST_SCRIPT } from "./host-script.ts";
import { parseNodeHost } from "./read-node-host.ts";

const line = (key: string, text: string): string =>
  `${key}=${Buffer.from(text).toString("base64")}\n`;

test("a shell understands the script, and a machine without Kubernetes has nothing of it", () => {
  const { status, stdout, stderr } = spawnSync("sh", ["-s"], {
    input: HOST_SCRIPT,
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  const hostname = readFileSync("/proc/sys/kernel/hostname", "utf8").trim().toLowerCase();
  expect(parseNodeHost(stdout)).toEqual({
    hostname,
    manifests: {},
    hasAdminKubeconfig: false,
    hasAuthorityKey: false,
  });
});

test("a kubelet whose package was removed is no package's", () => {
  const text = line("kubelet_package", "config-files 1.34.1-1.1");
  expect(parseNodeHost(text)).not.toHaveProperty("kubeletPackage");
});

test("what a node answers is read, also over several lines", () => {
  const text = [
    line("hostname", "Box-1\n"),
    line("authority", "no certificate"),
    line("kubelet_config", "kind: KubeletConfiguration\nmaxPods: 5\n"),
    line("kubelet_server", "https://10.0.0.1:6443\n"),
    line("kube-scheduler", "kind: Pod\n"),
    line("admin", "yes\n"),
    line("kubelet_package", "installed 1.34.1-1.1"),
  ].join("");
  expect(parseNodeHost(text)).toEqual({
    hostname: "box-1",
    kubeletConfig: "kind: KubeletConfiguration\nmaxPods: 5\n",
    kubeletServer: "https://10.0.0.1:6443",
    kubeletPackage: "1.34.1-1.1",
    manifests: { "kube-scheduler": "kind: Pod\n" },
    hasAdminKubeconfig: true,
    hasAuthorityKey: false,
  });
});
