import type { Lab } from "../lab/lab.ts";
import { expect } from "./expectation.ts";

/** All that an installation could leave on a host, a line per thing, in no special order. */
export type HostPicture = readonly string[];

/**
 * Looks at a host as root. What changes by itself (logs, caches, sessions) is left out, and so are
 * values in the kernel: they stay until the next boot when the file that set them is gone.
 */
export async function takeHostPicture(lab: Lab, host: string): Promise<HostPicture> {
  const { code, stdout, stderr } = await lab.ssh(host, ["sh", "-c", LOOK], { timeoutMs: 120_000 });
  expect(`a picture of ${host} can be taken: ${stderr.trim()}`, code === 0);
  return stdout.split("\n").filter((line) => line !== "" && !isVolatile(line));
}

/** Pictures of all hosts of the lab, by host. */
export async function takeHostPictures(lab: Lab): Promise<ReadonlyMap<string, HostPicture>> {
  const hosts = await lab.hosts();
  const pictures = hosts.map(async ({ name }) => [name, await takeHostPicture(lab, name)] as const);
  return new Map(await Promise.all(pictures));
}

/** `+`: was not there before; `-`: is gone. What lies in a folder that is new itself is not told. */
export function compareHostPictures(before: HostPicture, after: HostPicture): readonly string[] {
  const [was, is] = [new Set(before), new Set(after)];
  const added = after.filter((line) => !was.has(line));
  const folders = new Set(added.flatMap((line) => FOLDER.exec(line)?.[1] ?? []));
  return [
    ...added.filter((line) => !isBelow(line, folders)).map((line) => `+${line}`),
    ...before.filter((line) => !is.has(line)).map((line) => `-${line}`),
  ];
}

/** The same of several hosts, each line behind its host's name; one that is new is compared with nothing. */
export function compareAllHostPictures(
  before: ReadonlyMap<string, HostPicture>,
  after: ReadonlyMap<string, HostPicture>,
): readonly string[] {
  return [...after].flatMap(([host, picture]) =>
    compareHostPictures(before.get(host) ?? [], picture).map((line) => `${host} ${line}`),
  );
}

const FOLDER = /^file (\S+) d /;

function isBelow(line: string, folders: ReadonlySet<string>): boolean {
  const path = /^(?:file|content) .*?(\/\S*)/.exec(line)?.[1];
  if (path === undefined) return false;
  const parents = path.split("/").map((_, index, parts) => parts.slice(0, index).join("/"));
  return parents.some((parent) => folders.has(parent));
}

const LOOK = `
export LC_ALL=C
say() { sed "s|^|$1 |"; }
dpkg-query -W -f '\${db:Status-Abbrev} \${Package} \${Version}\\n' | say package
apt-mark showhold | say held
apt-mark showmanual | say manual
find / /var/lib -xdev \\( -path /var/log -o -path /var/cache -o -path /var/backups -o -path /tmp \\
  -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/lib/systemd -o -path '/var/tmp/systemd-private-*' \\
  -o -path /usr/share -o -path /usr/lib/python3 \\) -prune -o -printf '%p %y %m %u %g %l\\n' | say file
find /etc -xdev -type f -exec sha256sum {} + | say content
systemctl list-unit-files --no-legend --no-pager | awk '{print $1, $2}' | say unit-file
systemctl list-units --all --no-legend --no-pager --plain --type=service,socket,timer,mount | awk '{print $1, $2, $3}' | say unit
ip -o link | awk '{sub(/@.*/, "", $2); sub(/:$/, "", $2); print $2}' | say link
ip -4 -o address | awk '{print $2, $4}' | say address
ip -4 route show | say route
{ iptables-save; ip6tables-save; } 2>/dev/null | grep -v -e '^#' -e '^\\*' -e '^COMMIT' -e '^:[A-Z]* ACCEPT' | sed 's/ \\[[0-9:]*\\]$//' | say firewall
awk '{print $2}' /proc/mounts | sort -u | say mount
cat /proc/[0-9]*/comm 2>/dev/null | grep -e kube -e containerd -e etcd -e haproxy -e pharos -e pause | sort -u | say process
exit 0`;

/** Units come and go with sessions and timers; apt and systemd keep notes of their own. */
const VOLATILE = [
  /^unit (session-|user@|user-|run-|apt-daily|systemd-|dpkg-db|e2scrub|man-db|dbus|init\.scope)/,
  /^unit \S+ not-found/,
  /^unit-file session-/,
  /^content \S+ +\/etc\/(passwd|group|shadow|gshadow)-$/,
  /^mount (\/run\/user|\/run\/credentials|\/var\/tmp|\/tmp)/,
  /^file \/(root|home\/ubuntu) /,
  /^file \/(etc|var\/tmp|var\/lib) d /,
  /^(content|file) .*\/etc\/ld\.so\.cache/,
  /^(content|file) .*\/etc\/\.(updated|pwd\.lock)/,
  /^file \/var\/\.updated/,
  /^file \/(root|home\/ubuntu)\/\.(bash_history|cache|lesshst)/,
];

function isVolatile(line: string): boolean {
  return VOLATILE.some((pattern) => pattern.test(line));
}
