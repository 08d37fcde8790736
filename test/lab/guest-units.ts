/** Systemd units and settings that a host needs because it runs under nspawn; a host with a kernel of its own has no use for them. */

/**
 * nspawn mounts control groups read-only and only some folders of /sys; kubelet and runtimes need both as a real host
 * has them. Its mounts do not propagate either, which volumes of pods rely on.
 */
export const earlyScript = `#!/bin/sh
set -u
mount -o remount,rw /sys
mount -o remount,rw /sys/fs/cgroup
for hierarchy in /sys/fs/cgroup/*; do
  mountpoint -q "$hierarchy" || continue
  mount -o remount,rw,bind "$hierarchy" || mount -o remount,rw "$hierarchy"
done
whole=/run/host-early-sysfs
mkdir -p "$whole"
mount -t sysfs sysfs "$whole"
for source in "$whole"/* "$whole"/fs/*; do
  target="/sys\${source#"$whole"}"
  [ ! -e "$target" ] || continue
  mkdir "$target"
  mount --bind "$source" "$target"
done
umount "$whole"
rmdir "$whole"
mount --make-rshared /
modules="/lib/modules/$(uname -r)"
[ ! -e "$modules/modules.builtin" ] || [ -e "$modules/modules.builtin.bin" ] || depmod -a
exit 0
`;

export const earlyUnit = `[Unit]
Description=Make kernel interfaces writable
DefaultDependencies=no
Before=sysinit.target systemd-sysctl.service systemd-modules-load.service systemd-tmpfiles-setup.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/host-early

[Install]
WantedBy=sysinit.target
`;

/** Addresses interfaces itself: systemd-networkd would wait for udev, which does not run here, once /sys is writable. */
export function renderNetworkScript(address: string, gateway: string): string {
  return `#!/bin/sh
set -eu
ip link set lo up
ip addr replace ${address}/24 dev host0
ip link set host0 up
ip route replace default via ${gateway} dev host0
`;
}

export const networkUnit = `[Unit]
Description=Configure the network interface
DefaultDependencies=no
After=host-early.service
Before=network-pre.target network.target network-online.target sysinit.target
Wants=network.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/host-network

[Install]
WantedBy=sysinit.target
`;

/** What cannot work without a console, a kernel or devices of one's own. */
export const maskedUnits = [
  "console-getty.service",
  "getty.target",
  "proc-sys-fs-binfmt_misc.automount",
  "sys-fs-fuse-connections.mount",
  "sys-kernel-config.mount",
  "sys-kernel-debug.mount",
  "sys-kernel-tracing.mount",
];
