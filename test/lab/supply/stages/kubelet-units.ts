/** The unit as the package kubelet of pkgs.k8s.io brings it; kubeadm's drop-in replaces its command. */
export const kubeletUnit = `[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/bin/kubelet
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target
`;

/** The drop-in of the package kubeadm. The files it names are written by kubeadm init and join. */
export const kubeadmDropIn = `# This drop-in belongs to the package kubeadm.
[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`;

/** As debhelper does for a unit that is enabled on installation but not started, nor restarted on upgrade. */
export const kubeletScripts = {
  postinst: `#!/bin/sh
set -e
if [ "$1" = configure ]; then
  if [ -z "$2" ]; then systemctl enable kubelet.service || true; fi
  if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
fi
`,
  prerm: `#!/bin/sh
set -e
if [ "$1" = remove ]; then
  if [ -d /run/systemd/system ]; then systemctl stop kubelet.service || true; fi
  systemctl disable kubelet.service || true
fi
`,
  postrm: `#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
`,
} as const;

/** kubeadm's drop-in counts from the next daemon-reload on. */
export const kubeadmScripts = {
  postinst: `#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
`,
  postrm: `#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
`,
} as const;
