import * as z from "zod";
import type { Lab } from "../lab/lab.ts";
import { expect } from "./expectation.ts";

const PKI = "/etc/kubernetes/pki/etcd";
const PREFIX = "/registry/secrets/";

const Range = z.object({
  kvs: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
});

/**
 * With which key each Secret is stored, as etcd itself has it, by `namespace/name`: `key2`; `plain` where
 * it is not encrypted. Asked of etcd on m1 past the API server.
 */
export async function readStoredKeys(lab: Lab): Promise<ReadonlyMap<string, string>> {
  const [master] = await lab.hosts();
  const range = {
    key: Buffer.from(PREFIX).toString("base64"),
    range_end: Buffer.from("/registry/secrets0").toString("base64"),
  };
  const script = [
    `curl --silent --show-error --fail --max-time 30 --cacert ${PKI}/ca.crt --cert ${PKI}/server.crt`,
    `--key ${PKI}/server.key --data '${JSON.stringify(range)}' https://${master?.address ?? ""}:2379/v3/kv/range`,
  ].join(" ");
  const { code, stdout, stderr } = await lab.ssh("m1", ["sh", "-c", script]);
  expect(`etcd tells its Secrets: ${stderr.trim()}`, code === 0);
  return new Map(
    Range.parse(JSON.parse(stdout)).kvs.map(({ key, value }) => [
      Buffer.from(key, "base64").toString("utf8").slice(PREFIX.length),
      keyOf(Buffer.from(value, "base64").toString("latin1")),
    ]),
  );
}

function keyOf(stored: string): string {
  return /^k8s:enc:secretbox:v1:([^:]+):/.exec(stored)?.[1] ?? "plain";
}
