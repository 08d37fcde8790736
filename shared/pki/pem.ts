/** One PEM block (RFC 7468): 64 characters a line. */
export const renderPem = (label: string, bytes: Uint8Array): string => {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
};

/** Content of a text that is exactly one PEM block with this label; undefined for anything else. */
export const parsePem = (label: string, text: string): Buffer | undefined => {
  const lines = text.trim().split(/\r?\n/);
  if (lines.at(0) !== `-----BEGIN ${label}-----` || lines.at(-1) !== `-----END ${label}-----`)
    return undefined;
  const body = lines.slice(1, -1).join("");
  return /^[A-Za-z0-9+/]+={0,2}$/.test(body) ? Buffer.from(body, "base64") : undefined;
};
