const MIB = 1024 * 1024;

/** `4.2 MiB`. */
export const renderSize = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;
