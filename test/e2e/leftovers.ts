import type { Lab } from "../lab/lab.ts";

/** What work on a host may leave while it goes on, and never after it has ended; a line each. */
export async function findLeftovers(lab: Lab): Promise<readonly string[]> {
  const hosts = (await lab.hosts()).map(async ({ name }) => {
    const { stdout } = await lab.ssh(name, ["sh", "-c", LOOK]);
    return stdout.split("\n").flatMap((line) => (line === "" ? [] : [`${name}: ${line}`]));
  });
  return (await Promise.all(hosts)).flat();
}

const LOOK = `
ls -d /var/tmp/pharos.* /run/pharos-apply.lock /tmp/pharos* /run/pharos/kubeadm/* /run/pharos/task* 2>/dev/null
find /etc /opt /var/lib/pharos -xdev \\( -name '*.partial' -o -name '.*.next' -o -name '.pharos-*' \\) 2>/dev/null
systemctl list-units --all --no-legend --plain 'pharos-task*' 2>/dev/null
exit 0`;
