import type { Lab } from "../lab/lab.ts";
import type { Cli } from "./cli.ts";

const OUTPUT_LINES = 40;

/** What helps to understand a failure: the end of the CLI's last output, and what the hosts have to say. */
export async function collectEvidence(lab: Lab, cli: Cli): Promise<string> {
  const last = cli.last();
  const parts =
    last === undefined
      ? []
      : [
          describe(
            `${last.argv.join(" ")} → ${last.code}`,
            lastLines(`${last.stdout}\n${last.stderr}`),
          ),
        ];
  const hosts = await lab.hosts().catch(() => []);
  for (const { name } of hosts) parts.push(describe(name, await askHost(lab, name)));
  return parts.join("\n");
}

/** Failed units, the agent's, the kubelet's and kube-proxy's last words, what of services is set up, tasks that failed, and what an interrupted run left. */
const QUESTIONS = `
systemctl --failed --no-legend --plain
journalctl -q -u pharos-agent -n 8 --no-pager -o cat
journalctl -q -u kubelet -n 6 --no-pager -o cat | cut -c -220
tail -q -n 4 /var/log/pods/kube-system_kube-proxy-*/kube-proxy/*.log 2>/dev/null | cut -c -220
iptables-save -t nat 2>/dev/null | grep -E -- '--comment "?default/' | cut -c -160 | head -n 12
ss -Htnpo state established '( dport = :6443 or dport = :7445 )' 2>/dev/null | cut -c -160 | head -n 12
curl -s -m 2 http://127.0.0.1:10249/metrics | grep -E '^kubeproxy_sync_proxy_rules_(last_(queued_)?timestamp|(endpoint|service)_changes_(pending|total))'
grep -h '"task-failed"' /var/lib/pharos/journal/*.jsonl 2>/dev/null | tail -n 3 | cut -c -1500
ls -d /var/tmp/pharos.* /run/pharos/kubeadm/* 2>/dev/null
exit 0`;

async function askHost(lab: Lab, host: string): Promise<string> {
  try {
    const { stdout, stderr } = await lab.ssh(host, ["sh", "-c", QUESTIONS], { timeoutMs: 20_000 });
    return `${stdout}${stderr}`.trim();
  } catch (error) {
    return `does not answer: ${String(error)}`;
  }
}

function describe(title: string, text: string): string {
  return [`--- ${title}`, ...text.split("\n").map((line) => `    ${line}`)].join("\n");
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-OUTPUT_LINES).join("\n");
}
