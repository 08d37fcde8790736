import type { IncomingMessage } from "node:http";
import { textAt } from "../../shared/spec/json-path.ts";
import { systemErrorCode } from "../host/real/system-error.ts";
import type { EtcdVerdict } from "../../shared/rpc/gen/host.ts";
import type { EtcdCredentials, ProbeStep } from "./probe-etcd.ts";

const LIMIT_MS = 8_000;
const LIMIT_BYTES = 64 * 1024;

/** etcd's `GET /version`: whoever gets an answer has been let in by certificate. */
export const askVersion = async (
  endpoint: string,
  credentials: EtcdCredentials,
): Promise<ProbeStep<string>> => {
  try {
    const { status, text } = await getText(new URL("/version", endpoint), credentials);
    if (status === 401 || status === 403)
      return { kind: "bad", verdict: "ETCD_VERDICT_REFUSED", reason: `it answers ${status}` };
    const version = status === 200 ? parseVersion(text) : undefined;
    return version === undefined
      ? {
          kind: "bad",
          verdict: "ETCD_VERDICT_UNREACHABLE",
          reason: "what answers there is no etcd",
        }
      : { kind: "good", value: version };
  } catch (error) {
    const verdict = verdictOf(systemErrorCode(error) ?? "");
    return { kind: "bad", verdict, reason: isTimeout(error) ? TIMEOUT : toReason(error) };
  }
};

const TIMEOUT = `no answer in ${LIMIT_MS / 1000} s`;

/** OpenSSL's own messages are long lines of numbers, and its reason says it all; Node adds advice. */
const toReason = (error: unknown): string => {
  const reason = textAt(error, "reason");
  if (reason !== undefined) return reason;
  return (error instanceof Error ? error.message : String(error)).split(/[;\n]/)[0] ?? "";
};

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");

/** OpenSSL's words for a certificate that it cannot trust, in Node's spelling. */
const UNTRUSTED = /^(?:CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|ERR_TLS_CERT_)/;
/** Alerts that the server has sent, and a key that is of another certificate. */
const REFUSED = /^ERR_(?:SSL|OSSL)_.*(?:ALERT|CERTIFICATE|KEY_VALUES)/;

const verdictOf = (code: string): EtcdVerdict => {
  if (UNTRUSTED.test(code)) return "ETCD_VERDICT_UNTRUSTED";
  return REFUSED.test(code) ? "ETCD_VERDICT_REFUSED" : "ETCD_VERDICT_UNREACHABLE";
};

const getText = async (
  url: URL,
  { ca, certificate, key }: EtcdCredentials,
): Promise<{ readonly status: number; readonly text: string }> => {
  const { request } =
    url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const options = {
    signal: AbortSignal.timeout(LIMIT_MS),
    agent: false,
    ...(ca === "" ? {} : { ca }),
    ...(certificate === "" ? {} : { cert: certificate, key }),
  };
  return await new Promise((resolve, reject) => {
    const sent = request(url, options, (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > LIMIT_BYTES) sent.destroy(new Error("the answer is too large"));
        chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    sent.on("error", reject);
    sent.end();
  });
};

const parseVersion = (text: string): string | undefined => {
  try {
    return textAt(JSON.parse(text), "etcdserver");
  } catch {
    return undefined;
  }
};
