import { type ConfigKey, listConfigKeys } from "./config-keys.ts";
import { notYetSupported } from "./config-support.ts";

/** All keys as a Markdown table, for docs/configuration.md; a test keeps the two equal. */
const renderKeyTable = (): string =>
  ["| key | type | default | |", "|---|---|---|---|", ...listConfigKeys().map(toRow), ""].join(
    "\n",
  );

/** A page with its table of keys made anew. */
export const replaceKeyTable = (page: string): string => {
  const [before = "", rest = ""] = page.split(begin);
  const [, after = ""] = rest.split(end);
  return `${before}${begin}${renderKeyTable()}${end}${after}`;
};

const begin = "<!-- keys -->\n";
const end = "<!-- end of keys -->";

const toRow = (key: ConfigKey): string => {
  const note = isRefused(key.pattern) ? " **Not supported yet.**" : "";
  const fallback = key.required ? "required" : defaultOf(key);
  return `| \`${key.pattern}\` | ${key.type} | ${fallback} | ${key.description.replaceAll("|", "\\|")}${note} |`;
};

const defaultOf = ({ default: value }: ConfigKey): string =>
  value === undefined || value === "{}" ? "" : `\`${value.replaceAll('"', "")}\``;

/** Keys that are refused whatever they say; those with some values left are explained in the text. */
const isRefused = (pattern: string): boolean =>
  notYetSupported.some(({ pattern: refused, refuses }) => {
    const whole = refused.replace(/\.\*$/, "");
    const isBelow =
      pattern === whole || pattern.startsWith(`${whole}.`) || pattern.startsWith(`${whole}[`);
    return isBelow && (refuses === undefined || whole !== refused || isSwitch(whole));
  });

const isSwitch = (pattern: string): boolean =>
  pattern.startsWith("network.firewall") || pattern === "secrets_encryption";
