#!/usr/bin/env bash
# What an administrator would do by hand: kubeadm-by-hand.sh MASTER_ADDRESS WORKER_ADDRESS...
# Hosts are prepared at the same time, workers join at the same time. From the environment:
# SSH_KEY, KNOWN_HOSTS, REPOSITORY, REPOSITORY_KEY, IMAGE_MIRROR.
set -euo pipefail

VERSION=1.20.2
master=$1
workers=("${@:2}")
hosts=("$@")

on() {
  ssh -o BatchMode=yes -o "UserKnownHostsFile=$KNOWN_HOSTS" -o LogLevel=ERROR -i "$SSH_KEY" \
    "root@$1" "${@:2}"
}

# Runs a function for every host at once; the first failure is the script's.
at_once() {
  local jobs=() what=$1
  shift
  for host in "$@"; do
    "$what" "$host" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job"; done
}

pod_network() { echo "10.32.${1##*.}"; }

prepare() {
  local routes=""
  for other in "${hosts[@]}"; do
    [ "$other" = "$1" ] || routes+="ip route replace $(pod_network "$other").0/24 via $other;"
  done
  {
    printf 'set -eu\nexport DEBIAN_FRONTEND=noninteractive\n'
    printf 'mkdir -p /etc/apt/keyrings /etc/containerd/certs.d/_default /etc/cni/net.d\n'
    printf "cat >/etc/apt/keyrings/kubernetes.asc <<'KEY'\n%s\nKEY\n" "$(cat "$REPOSITORY_KEY")"
    printf 'echo "deb [signed-by=/etc/apt/keyrings/kubernetes.asc] %s /" >/etc/apt/sources.list.d/kubernetes.list\n' "$REPOSITORY"
    cat <<'COMMON'
printf 'overlay\nbr_netfilter\n' >/etc/modules-load.d/kubernetes.conf
modprobe overlay 2>/dev/null || true
modprobe br_netfilter 2>/dev/null || true
printf 'net.bridge.bridge-nf-call-iptables = 1\nnet.bridge.bridge-nf-call-ip6tables = 1\nnet.ipv4.ip_forward = 1\n' \
  >/etc/sysctl.d/99-kubernetes.conf
sysctl -q -p /etc/sysctl.d/99-kubernetes.conf
swapoff -a
COMMON
    cat <<CONFIG
cat >/etc/containerd/config.toml <<'TOML'
version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "k8s.gcr.io/pause:3.2"
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/opt/cni/bin"
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
TOML
printf '[host."$IMAGE_MIRROR"]\n  capabilities = ["pull", "resolve"]\n' >/etc/containerd/certs.d/_default/hosts.toml
cat >/etc/cni/net.d/10-bridge.conflist <<'CNI'
{"cniVersion":"0.4.0","name":"bridge","plugins":[
 {"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":false,"hairpinMode":true,
  "ipam":{"type":"host-local","ranges":[[{"subnet":"$(pod_network "$1").0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}},
 {"type":"portmap","capabilities":{"portMappings":true}}]}
CNI
CONFIG
    cat <<PACKAGES
apt-get -qq update
apt-get -qq -y --no-install-recommends -o Dpkg::Options::=--force-confold install \
  containerd conntrack ethtool iptables socat nftables \
  kubelet=$VERSION-* kubeadm=$VERSION-* kubectl=$VERSION-* cri-tools kubernetes-cni >/dev/null
apt-mark -qq hold kubelet kubeadm kubectl
systemctl enable -q kubelet
systemctl restart containerd
nft add table ip pod-nat
nft 'add chain ip pod-nat postrouting { type nat hook postrouting priority 100; }'
nft add rule ip pod-nat postrouting ip saddr $(pod_network "$1").0/24 ip daddr != 10.32.0.0/12 masquerade
$routes
PACKAGES
  } | on "$1" bash -s
}

# The cgroup driver follows the host, as containerd's above is cgroupfs; DNS has no image in the lab.
initialize() {
  on "$master" "cat >/root/kubeadm.yaml" <<CONFIG
apiVersion: kubeadm.k8s.io/v1beta2
kind: InitConfiguration
localAPIEndpoint:
  advertiseAddress: $master
nodeRegistration:
  criSocket: /run/containerd/containerd.sock
  kubeletExtraArgs:
    node-ip: $master
---
apiVersion: kubeadm.k8s.io/v1beta2
kind: ClusterConfiguration
kubernetesVersion: v$VERSION
imageRepository: k8s.gcr.io
networking:
  podSubnet: 10.32.0.0/12
controllerManager:
  extraArgs:
    allocate-node-cidrs: "false"
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: cgroupfs
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
conntrack:
  maxPerCore: 0
  min: 0
CONFIG
  on "$master" kubeadm init --config /root/kubeadm.yaml --skip-phases addon/coredns \
    --ignore-preflight-errors SystemVerification,ImagePull
}

join() {
  on "$1" "$join_command --cri-socket /run/containerd/containerd.sock \
    --ignore-preflight-errors SystemVerification"
}

ready_nodes() {
  on "$master" kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes --no-headers |
    grep -c ' Ready ' || true
}

at_once prepare "${hosts[@]}"
initialize
join_command=$(on "$master" kubeadm token create --print-join-command)
at_once join "${workers[@]}"
until [ "$(ready_nodes)" = "${#hosts[@]}" ]; do sleep 1; done
