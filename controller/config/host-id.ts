/** What a host of cluster.yml is called before its own name is known: unique in the file. */
export const hostId = (host: { readonly address: string; readonly ssh_port: number }): string => {
  if (host.ssh_port === 22) return host.address;
  return host.address.includes(":")
    ? `[${host.address}]:${host.ssh_port}`
    : `${host.address}:${host.ssh_port}`;
};
