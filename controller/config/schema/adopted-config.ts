import * as z from "zod";
import { textWith } from "./rule.ts";

const caCertificateHash = textWith((text) =>
  /^sha256:[0-9a-f]{64}$/.test(text)
    ? undefined
    : {
        message: "is not of the form sha256:<64 hexadecimal digits>",
        hint: "`kubeadm token create --print-join-command` prints it",
      },
);

const endpoint = textWith((text) =>
  parseEndpoint(text) === undefined
    ? { message: `"${text}" is not of the form address:port`, hint: "such as 10.0.0.1:6443" }
    : undefined,
);

/** A cluster that kubeadm has made without pharosctl. */
export const AdoptedConfig = z.strictObject({
  ca_certificate_hash: caCertificateHash.describe(
    "By which the cluster is known; nodes of any other are refused.",
  ),
  endpoint: endpoint.describe("Address and port under which nodes reach the API; it stays so."),
});
export type AdoptedConfig = z.infer<typeof AdoptedConfig>;

/** The address of `address:port`, without the brackets of IPv6. */
export const parseEndpoint = (text: string): string | undefined => {
  const [, bracketed, plain, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+)):(\d+)$/.exec(text) ?? [];
  const isPort = Number(port) >= 1 && Number(port) <= 65_535;
  return isPort ? (bracketed ?? plain) : undefined;
};
