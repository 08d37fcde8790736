const KIB = 1024;
const MIB = 1024 * KIB;

/** `4.2 MiB`, and below one `37 KiB`. */
export const renderSize = (bytes: number): string =>
  bytes < MIB ? `${Math.ceil(bytes / KIB)} KiB` : `${(bytes / MIB).toFixed(1)} MiB`;
