import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../lab/lab.ts";
import { runChecked } from "../lab/run-command.ts";
import { expect } from "./expectation.ts";

export const PKI = "/etc/kubernetes/pki";
export const DAYS_LEFT = 20;

/** Issues a certificate of the control plane anew, by its own authority, for a shorter time. */
export async function shortenCertificate(lab: Lab, name: string, authority: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pharos-certificates-"));
  try {
    for (const file of [`${name}.crt`, `${name}.key`, `${authority}.crt`, `${authority}.key`])
      await writeFile(join(folder, file), await readOnMaster(lab, `${PKI}/${file}`), {
        mode: 0o600,
      });
    const at = (file: string): string => join(folder, file);
    await writeFile(at("extensions"), "extendedKeyUsage=clientAuth\nkeyUsage=digitalSignature\n");
    const request = [
      "-in",
      at(`${name}.crt`),
      "-signkey",
      at(`${name}.key`),
      "-out",
      at("request"),
    ];
    await runChecked(["openssl", "x509", "-x509toreq", ...request]);
    const issuer = ["-CA", at(`${authority}.crt`), "-CAkey", at(`${authority}.key`)];
    const terms = ["-set_serial", "4711", "-days", String(DAYS_LEFT), "-extfile", at("extensions")];
    const files = ["-in", at("request"), "-out", at("short")];
    await runChecked(["openssl", "x509", "-req", ...files, ...issuer, ...terms]);
    const input = await readFile(at("short"), "utf8");
    const place = ["sh", "-c", 'cat >"$1"', "sh", `${PKI}/${name}.crt`];
    await lab.ssh("m1", place, { input });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function readOnMaster(lab: Lab, path: string): Promise<string> {
  const { code, stdout } = await lab.ssh("m1", ["cat", path]);
  expect(`${path} can be read`, code === 0);
  return stdout;
}
