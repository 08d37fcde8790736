import { expect, test } from "vitest";
import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { renderCriDockerdUnit } from "./render-cri-dockerd-unit.ts";

const runtime: RuntimeSpec = {
  kind: "docker",
  configVersion: 2,
  sandboxImage: "registry.k8s.io/pause:3.9",
  cgroupDriver: "systemd",
  restrictOomScoreAdj: false,
  mirrors: [],
  insecureRegistries: [],
};

/** From cri-dockerd's own documents; nobody here has run it. */
test("cri-dockerd goes with Docker, with the pods' network and pause image", () => {
  expect(renderCriDockerdUnit("/opt/x", runtime))
    .toBe(`# Written by pharosctl; a change made here is undone.
[Unit]
Description=CRI for Docker
After=network-online.target docker.service
Wants=network-online.target
Requires=docker.service
Before=kubelet.service
StartLimitIntervalSec=0

[Service]
Type=notify
ExecStart=/opt/x --container-runtime-endpoint=unix:///run/cri-dockerd.sock --network-plugin=cni --cni-bin-dir=/opt/cni/bin --cni-conf-dir=/etc/cni/net.d --pod-infra-container-image=registry.k8s.io/pause:3.9
Restart=always
RestartSec=2
KillMode=process
Delegate=yes
LimitNOFILE=1048576
TasksMax=infinity

[Install]
WantedBy=multi-user.target
`);
});
