import { isIPv6 } from "node:net";
import type { ApiProxySpec } from "../../shared/spec/node-spec.ts";

export const API_PROXY_DIRECTORY = "/etc/pharos/api-proxy";
export const API_PROXY_CONFIG_PATH = `${API_PROXY_DIRECTORY}/haproxy.cfg`;
const API_PROXY_PORT = 7445;

const API_SERVER_PORT = 6443;

/**
 * HAProxy's configuration of the Kubernetes API endpoint on loopback, readable by HAProxy 2.0 and
 * later. `ownName`: this host, if it is one of the backends; then the others are its reserve.
 */
export const renderApiProxyConfig = ({ backends }: ApiProxySpec, ownName: string): string => {
  const hasOwn = backends.some(({ name }) => name === ownName);
  const servers = backends.map(({ name, address }) => {
    const reserve = hasOwn && name !== ownName ? " backup" : "";
    return `    server ${name} ${renderAddress(address)}:${API_SERVER_PORT}${reserve}`;
  });
  return [...HEAD, ...servers, ""].join("\n");
};

/**
 * Long timeouts, for watches and `kubectl exec` may be silent for long; connections to a backend that
 * has gone are closed at once instead, so that kubelets go on at the next one in seconds. A server
 * counts as up when it answers at all: with anonymous access off, /readyz says 401. After a reload
 * the old process keeps its connections for an hour.
 */
const HEAD: readonly string[] = [
  "# Written by pharosctl; a change made here is undone.",
  "global",
  "    log stdout format raw daemon notice",
  "    maxconn 2000",
  "    hard-stop-after 1h",
  "",
  "defaults",
  "    mode tcp",
  "    log global",
  "    option clitcpka",
  "    option srvtcpka",
  "    timeout connect 5s",
  "    timeout client 4h",
  "    timeout server 4h",
  "    timeout tunnel 4h",
  "    timeout client-fin 30s",
  "    timeout check 5s",
  "",
  "frontend kubernetes-api",
  `    bind 127.0.0.1:${API_PROXY_PORT}`,
  "    default_backend api-servers",
  "",
  "backend api-servers",
  "    balance random",
  "    option allbackups",
  "    option redispatch 1",
  "    option httpchk GET /readyz",
  "    http-check expect rstatus ^(200|401|403)$",
  "    default-server check check-ssl verify none inter 2s fastinter 1s downinter 1s rise 1 fall 3 on-marked-down shutdown-sessions",
];

const renderAddress = (address: string): string => (isIPv6(address) ? `[${address}]` : address);
