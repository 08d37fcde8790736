import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { CNI_CONFIG_DIRECTORY } from "../network/render-conflist.ts";
import { CRI_DOCKERD_SOCKET, DOCKER_UNIT } from "../runtime/runtime-place.ts";

/** cri-dockerd's unit: it goes with Docker, and pods outlive it. */
export const renderCriDockerdUnit = (program: string, { sandboxImage }: RuntimeSpec): string => {
  const flags = [
    `--container-runtime-endpoint=unix://${CRI_DOCKERD_SOCKET}`,
    "--network-plugin=cni",
    "--cni-bin-dir=/opt/cni/bin",
    `--cni-conf-dir=${CNI_CONFIG_DIRECTORY}`,
    `--pod-infra-container-image=${sandboxImage}`,
  ];
  return [
    "# Written by pharosctl; a change made here is undone.",
    "[Unit]",
    "Description=CRI for Docker",
    `After=network-online.target ${DOCKER_UNIT}`,
    "Wants=network-online.target",
    `Requires=${DOCKER_UNIT}`,
    "Before=kubelet.service",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    "Type=notify",
    `ExecStart=${program} ${flags.join(" ")}`,
    "Restart=always",
    "RestartSec=2",
    "KillMode=process",
    "Delegate=yes",
    "LimitNOFILE=1048576",
    "TasksMax=infinity",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
};
