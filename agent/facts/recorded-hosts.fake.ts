type Recorded = Readonly<Record<string, string>>;

const DEBIAN_12_MOUNTS = [
  "22 28 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw",
  "28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro",
  "31 28 0:26 / /run rw,nosuid,nodev shared:12 - tmpfs tmpfs rw,size=401876k,mode=755",
  "48 28 8:17 / /srv/big\\040disk rw,relatime shared:31 - xfs /dev/sdb1 rw,attr2",
  "52 28 8:1 /x /var/lib/kubelet/pods/1/volumes/v rw,relatime shared:1 - ext4 /dev/sda1 rw",
  "60 28 0:50 / /mnt/away rw,relatime shared:40 - nfs4 10.0.0.9:/x rw,vers=4.2",
].join("\n");

/** What three kinds of hosts have in the files that facts are read from, as far as it is read. */
export const DEBIAN_12: Recorded = {
  "/etc/os-release": [
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
    'NAME="Debian GNU/Linux"',
    'VERSION_ID="12"',
    'VERSION="12 (bookworm)"',
    "VERSION_CODENAME=bookworm",
    "ID=debian",
    'HOME_URL="https://www.debian.org/"',
  ].join("\n"),
  "/proc/sys/kernel/hostname": "db-7\n",
  "/proc/sys/kernel/osrelease": "6.1.0-37-amd64\n",
  "/proc/cpuinfo": [0, 1]
    .map((core) => `processor\t: ${core}\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 7B13\n`)
    .join("\n"),
  "/proc/meminfo":
    "MemTotal:        4018752 kB\nMemFree:         1220100 kB\nMemAvailable:    3104820 kB\n",
  "/proc/1/mountinfo": DEBIAN_12_MOUNTS,
  // As the agent's unit sees it: with mounts that make folders read-only.
  "/proc/self/mountinfo": `${DEBIAN_12_MOUNTS}\n70 28 8:1 /usr /usr ro,relatime shared:50 - ext4 /dev/sda1 ro`,
  "/proc/1/status": "Name:\tnode\nCapPrm:\t000001fffeffffff\nCapBnd:\t000001fffeffffff\n",
  "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory hugetlb pids rdma misc\n",
  "/etc/resolv.conf":
    "# by hand\nsearch example.com\nnameserver 10.0.0.2\nnameserver 10.0.0.3\noptions edns0\n",
  "/etc/kubernetes/kubelet.conf":
    "apiVersion: v1\nclusters:\n- cluster:\n    server: https://10.0.0.1:6443\n  name: other\n",
};

export const UBUNTU_22_04: Recorded = {
  "/etc/os-release": [
    'PRETTY_NAME="Ubuntu 22.04.5 LTS"',
    'NAME="Ubuntu"',
    'VERSION_ID="22.04"',
    'VERSION="22.04.5 LTS (Jammy Jellyfish)"',
    "VERSION_CODENAME=jammy",
    "ID=ubuntu",
    "ID_LIKE=debian",
    "UBUNTU_CODENAME=jammy",
  ].join("\n"),
  "/etc/resolv.conf": "nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n",
  "/run/systemd/resolve/resolv.conf": "nameserver 192.0.2.53\nnameserver 2001:db8::53\nsearch .\n",
  "/run/systemd/timesync/synchronized": "",
  "/run/reboot-required": "*** System restart required ***\n",
  "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory hugetlb pids rdma misc\n",
};

export const UBUNTU_24_04: Recorded = {
  "/usr/lib/os-release": [
    'PRETTY_NAME="Ubuntu 24.04.3 LTS"',
    'NAME="Ubuntu"',
    'VERSION_ID="24.04"',
    "VERSION_CODENAME=noble",
    "ID=ubuntu",
    "UBUNTU_CODENAME=noble",
  ].join("\n"),
  "/proc/cpuinfo": [0, 1, 2, 3]
    .map((core) => `processor\t: ${core}\nBogoMIPS\t: 50.00\nCPU part\t: 0xd0c\n`)
    .join("\n"),
  "/run/chrony/chronyd.pid": "611\n",
  "/run/docker.sock": "",
  "/etc/kubernetes/manifests/kube-apiserver.yaml": "kind: Pod\n",
  "/var/lib/etcd/member/wal/0.wal": "",
};
