/**
 * What a host is asked before anything of ours is on it: a fixed text for any POSIX shell, with
 * nothing put into it. It only looks. Answers are lines `key=value`.
 */
export const PROBE_SCRIPT = `
say() { printf '%s=%s\\n' "$1" "$2"; }
root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n -- "$@"; fi; }
say architecture "$(uname -m)"
if [ -d /run/systemd/system ]; then say systemd yes; else say systemd no; fi
if root true 2>/dev/null; then say root yes; else say root no; fi
say clock "$(date +%s.%N)"
if [ -r /etc/os-release ]; then
  sed -n 's/^ID=/os=/p; s/^VERSION_ID=/os_version=/p; s/^PRETTY_NAME=/os_name=/p' /etc/os-release
fi
if root test -f /etc/pharos/agent.yaml 2>/dev/null; then
  root sed -n 's/^clusterId: */agent_cluster=/p; s/^clusterName: */agent_cluster_name=/p; s/^host: */agent_host=/p' /etc/pharos/agent.yaml
fi
say runtime "$(readlink /opt/pharos/runtime/current 2>/dev/null)"
say agent "$(readlink /opt/pharos/agent/current 2>/dev/null)"
`;
