import { API_PROXY_CONFIG_PATH } from "./render-config.ts";

export const API_PROXY_UNIT = "pharos-api-proxy.service";
export const API_PROXY_UNIT_PATH = `/etc/systemd/system/${API_PROXY_UNIT}`;
export const HAPROXY_PROGRAM = "/usr/sbin/haproxy";

/**
 * Our own unit beside the distribution's haproxy.service, which may be somebody else's. `-Ws` tells
 * systemd when it is ready; a reload checks the new configuration before the old one is left.
 */
export const renderApiProxyUnit = (): string =>
  [
    "# Written by pharosctl; a change made here is undone.",
    "[Unit]",
    "Description=Kubernetes API endpoint on loopback",
    "After=network.target",
    "Before=kubelet.service",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    "Type=notify",
    "User=haproxy",
    "Group=haproxy",
    `ExecStartPre=${HAPROXY_PROGRAM} -c -q -f ${API_PROXY_CONFIG_PATH}`,
    `ExecStart=${HAPROXY_PROGRAM} -Ws -f ${API_PROXY_CONFIG_PATH}`,
    `ExecReload=${HAPROXY_PROGRAM} -c -q -f ${API_PROXY_CONFIG_PATH}`,
    "ExecReload=/bin/kill -USR2 $MAINPID",
    "KillMode=mixed",
    "SuccessExitStatus=143",
    "Restart=always",
    "RestartSec=1",
    "TimeoutStopSec=10",
    ...HARDENING,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");

const HARDENING: readonly string[] = [
  "NoNewPrivileges=yes",
  "CapabilityBoundingSet=",
  "ProtectSystem=strict",
  "ProtectHome=yes",
  "PrivateTmp=yes",
  "PrivateDevices=yes",
  "ProtectKernelTunables=yes",
  "ProtectKernelModules=yes",
  "ProtectControlGroups=yes",
  "RestrictSUIDSGID=yes",
  "RestrictRealtime=yes",
  "RestrictNamespaces=yes",
  "LockPersonality=yes",
  "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
];
