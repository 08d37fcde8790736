import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { REDACTED, redactText } from "./redact-text.ts";
import { redactValue } from "./redact-value.ts";

const pem = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const base64 = Buffer.from(pem).toString("base64");
const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJlLW9mLWl0";

const S = "s3cr3t-Value";

describe("it takes out", () => {
  test.each([
    ["a private key", `before\n${pem}after`, pem.split("\n")[1] ?? ""],
    ["a private key that is cut off", pem.slice(0, -40), pem.split("\n")[1] ?? ""],
    ["the end of a private key", `${pem.slice(40)}after`, pem.split("\n")[2] ?? ""],
    ["a key of a kubeconfig", `    client-key-data: ${base64}\n`, base64],
    ["a key of a kubeconfig in a log", `wrote ${base64} to disk`, base64],
    ["a client certificate of a kubeconfig", `client-certificate-data: ${base64}`, base64],
    ["kubeadm's token in a file", "  token: abcdef.0123456789abcdef\n", "0123456789abcdef"],
    ["kubeadm's token in a log", "using abcdef.0123456789abcdef, then", "0123456789abcdef"],
    ["kubeadm's token as an argument", "join --token abcdef.0123456789abcdef", "0123456789abcdef"],
    ["kubeadm's certificate key", `certificateKey: ${"ab".repeat(32)}`, "ab".repeat(32)],
    ["kubeadm's certificate key in its output", `certificate key:\n${"ab".repeat(32)}\n`, "abab"],
    ["an argument", `--certificate-key ${"ab".repeat(32)} --v=5`, "abab"],
    ["a service account's token", `Authorization: Bearer ${jwt}`, "c2lnbmF0dXJl"],
    ["a bare web token", `got "${jwt}" here`, "c2lnbmF0dXJl"],
    ["basic authorization", "Authorization: Basic YWRhOmxvdmU0ZXZlcg==", "YWRhOmxv"],
    ["a password in an address", `http_proxy=http://ada:${S}@proxy:3128/`, S],
    ["a password of apt", `machine deb.example.com login ada password ${S}`, S],
    ["YAML", `hosts:\n- password: ${S} with blanks\n  role: x`, "blanks"],
    ["YAML's quotes", `password: "${S}"`, S],
    ["YAML's blocks", `password: |\n  ${S}\n  more\nrole: x`, S],
    ["TOML", `  [plugins.auth]\n    password = "${S}"\n    auth = "${S}"`, S],
    ["INI", `[web]\nsecret=${S}`, S],
    ["JSON", `{"user": "ada", "password": "${S}", "x": 1}`, S],
    ["JSON with quotes inside", `{"password":"a\\"${S}","x":1}`, S],
    ["JSON over lines", `{\n  "apiKey": "${S}",\n  "x": 1\n}`, S],
    ["a variable", `export AWS_SECRET_ACCESS_KEY=${S}`, S],
    ["a variable in a unit", `Environment="DB_PASSWORD=${S}"`, S],
    ["JSON within JSON", `{"log":"{\\"password\\":\\"${S}\\",\\"x\\":1}"}`, S],
    ["an argument with =", `  - --some-token=${S}`, S],
    ["words of a log", `E1122 auth.go:12] login failed user=ada password=${S} host=x`, S],
    ["a query", `GET /x?token=${S}&a=b`, S],
  ])("%s", (_, text, secret) => {
    expect(secret).not.toBe("");
    expect(text).toContain(secret);
    expect(redactText(text)).not.toContain(secret);
    expect(redactText(text)).toContain(REDACTED);
  });

  test("values that are known to be secret, wherever they stand", () => {
    expect(redactText(`weave said ${S}.`, [S])).toBe(`weave said ${REDACTED}.`);
  });

  test("values below a secret's name, and what was changed of such a field", () => {
    const value = {
      password: S,
      nested: [{ text: `token: ${S}` }],
      changes: [{ field: "weave.password", before: S, after: S, because: "it is new" }],
    };
    expect(JSON.stringify(redactValue(value))).not.toContain(S);
    expect(redactValue({ changes: [{ field: "mode", after: "0600" }] })).toEqual({
      changes: [{ field: "mode", after: "0600" }],
    });
  });
});

describe("it leaves", () => {
  test.each([
    "    - --authorization-mode=Node,RBAC",
    "    - --enable-bootstrap-token-auth=true",
    "    - --service-account-signing-key-file=/etc/kubernetes/pki/sa.key",
    "    - --service-account-private-key-file=/etc/kubernetes/pki/sa.key",
    "    - --client-ca-file=/etc/kubernetes/pki/ca.crt",
    "authentication:\n  x509:\n    clientCAFile: /etc/kubernetes/pki/ca.crt",
    "tokenTTL: 24h0m0s",
    "image: k8s.gcr.io/pause:3.2@sha256:e7e2bd37ffb9e0d2dfcc3c4fbd7b1c0d5b6c7f3e",
    'I1122 10:00:00.123456 1 server.go:12] "Started kubelet" node="w1"',
    "volumes:\n  - secret:\n      secretName: x",
    "server: https://127.0.0.1:7445",
    "kubelet 1.20.2, containerd 1.6.20",
  ])("%s", (text) => {
    expect(redactText(text)).toBe(text);
  });
});
