import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runChecked } from "../lab/run-command.ts";

/** An authority of a scenario's own, with certificates of two days; PEM files in `folder`. */
export interface LabAuthority {
  readonly folder: string;
  /** `ca.pem`. */
  readonly caPath: string;
  /** Makes NAME.pem and NAME-key.pem, good for servers and clients at these addresses. */
  readonly issue: (
    name: string,
    addresses: readonly string[],
  ) => Promise<{ readonly certificate: string; readonly key: string }>;
}

const KEY: readonly string[] = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes".split(" ");

export async function createLabAuthority(folder: string): Promise<LabAuthority> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const at = (name: string) => join(folder, name);
  const openssl = (...argv: readonly string[]) => runChecked(["openssl", ...argv]);
  const [caPath, caKeyPath] = [at("ca.pem"), at("ca-key.pem")];
  const subject = ["-subj", "/CN=lab authority", "-days", "2"];
  await openssl("req", "-x509", ...KEY, "-keyout", caKeyPath, "-out", caPath, ...subject);
  return {
    folder,
    caPath,
    issue: async (name, addresses) => {
      const [key, request] = [at(`${name}-key.pem`), at(`${name}.csr`)];
      const [certificate, extensions] = [at(`${name}.pem`), at(`${name}.ext`)];
      const names = addresses.map((address) => `IP:${address}`).join(",");
      await writeFile(
        extensions,
        `subjectAltName=${names === "" ? "DNS:client" : names}\nextendedKeyUsage=serverAuth,clientAuth\n`,
      );
      await openssl("req", ...KEY, "-keyout", key, "-out", request, "-subj", `/CN=${name}`);
      const issuer = ["-CA", caPath, "-CAkey", caKeyPath, "-CAcreateserial", "-days", "2"];
      const files = ["-in", request, "-out", certificate, "-extfile", extensions];
      await openssl("x509", "-req", ...issuer, ...files);
      return { certificate, key };
    },
  };
}
