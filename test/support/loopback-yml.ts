/** cluster.yml of a loopback cluster with these addresses. */
export const loopbackYml = (masters: readonly string[], workers: readonly string[] = []): string =>
  [
    "name: loop",
    'kubernetes: {version: "1.20.2"}',
    "network: {provider: bridge}",
    "repositories:",
    '  kubernetes: {url: "http://192.0.2.1/core:/stable:/v1.20/deb/", key: keys/apt.asc}',
    "hosts:",
    ...masters.map((address) => `- {address: ${address}, role: master, user: root}`),
    ...workers.map((address) => `- {address: ${address}, role: worker, user: root}`),
    "",
  ].join("\n");
