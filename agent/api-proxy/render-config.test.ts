import { expect, test } from "vitest";
import { renderApiProxyConfig } from "./render-config.ts";

const backends = [
  { name: "m1", address: "10.0.0.1" },
  { name: "m2", address: "10.0.0.2" },
  { name: "m3", address: "fd00::3" },
];

const serversOf = (ownName: string): readonly string[] =>
  renderApiProxyConfig({ backends }, ownName)
    .split("\n")
    .filter((line) => line.trim().startsWith("server "))
    .map((line) => line.trim());

test("a master asks itself first and keeps the others in reserve", () => {
  expect(serversOf("m1")).toEqual([
    "server m1 10.0.0.1:6443",
    "server m2 10.0.0.2:6443 backup",
    "server m3 [fd00::3]:6443 backup",
  ]);
});

test("a worker spreads over all masters", () => {
  expect(serversOf("w1").join()).not.toContain("backup");
});

/** Accepted by `haproxy -c` of HAProxy 2.6.12. */
test("the whole of it", () => {
  expect(renderApiProxyConfig({ backends: backends.slice(0, 1) }, "m1"))
    .toBe(`# Written by pharosctl; a change made here is undone.
global
    log stdout format raw daemon notice
    maxconn 2000
    hard-stop-after 1h

defaults
    mode tcp
    log global
    option clitcpka
    option srvtcpka
    timeout connect 5s
    timeout client 4h
    timeout server 4h
    timeout tunnel 4h
    timeout client-fin 30s
    timeout check 5s

frontend kubernetes-api
    bind 127.0.0.1:7445
    default_backend api-servers

backend api-servers
    balance random
    option allbackups
    option redispatch 1
    option httpchk GET /readyz
    http-check expect rstatus ^(200|401|403)$
    default-server check check-ssl verify none inter 2s fastinter 1s downinter 1s rise 1 fall 3 on-marked-down shutdown-sessions
    server m1 10.0.0.1:6443
`);
});
