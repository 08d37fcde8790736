/**
 * What a host is asked that may be a node: a fixed text for any POSIX shell, run as root. It only looks,
 * and prints no key: of the authority's key it says whether there is one. Answers are lines `key=base64`.
 */
export const HOST_SCRIPT = `
say() { printf '%s=%s\\n' "$1" "$(base64 | tr -d '\\n')"; }
file() { if [ -r "$2" ]; then say "$1" <"$2"; fi; }
file hostname /proc/sys/kernel/hostname
file authority /etc/kubernetes/pki/ca.crt
file kubelet_config /var/lib/kubelet/config.yaml
file kubelet_flags /var/lib/kubelet/kubeadm-flags.env
for part in kube-apiserver kube-controller-manager kube-scheduler etcd; do
  file "$part" "/etc/kubernetes/manifests/$part.yaml"
done
if [ -r /etc/kubernetes/kubelet.conf ]; then
  sed -n 's/^ *server: *//p' /etc/kubernetes/kubelet.conf | say kubelet_server
fi
if [ -r /etc/kubernetes/admin.conf ]; then echo yes | say admin; fi
if [ -r /etc/kubernetes/pki/ca.key ]; then echo yes | say authority_key; fi
dpkg-query -W -f '\${db:Status-Status} \${Version}' kubelet 2>/dev/null | say kubelet_package
`;
