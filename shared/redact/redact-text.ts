import { isSecretName } from "./secret-name.ts";

/** What stands in the place of a secret. */
export const REDACTED = "[secret]";

/**
 * A text of any kind without what is or may be secret: private keys, kubeadm's tokens and keys, bearer
 * tokens, passwords in addresses, the values of everything that has a secret's name, and the `known`
 * values wherever they stand. It takes too much rather than too little.
 */
export const redactText = (text: string, known: readonly string[] = []): string => {
  const plain = known
    .filter((value) => value.length >= SHORTEST_KNOWN)
    .reduce((left, value) => left.replaceAll(value, REDACTED), text);
  const withoutForms = FORMS.reduce(
    (left, { form, instead }) => left.replaceAll(form, instead),
    plain,
  );
  return redactNamed(withoutForms);
};

/** Shorter ones would be found in innocent words. */
const SHORTEST_KNOWN = 6;

const FORMS: readonly { readonly form: RegExp; readonly instead: string }[] = [
  // A key, also one that is cut off at the end of the text or at its beginning.
  {
    form: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    instead: REDACTED,
  },
  { form: /^[A-Za-z0-9+/=\s]*-----END [A-Z ]*PRIVATE KEY-----/g, instead: REDACTED },
  // The same in base64, as kubeconfigs and Secrets have it: `LS0tLS1CRUdJTi` is `-----BEGIN`.
  { form: /LS0tLS1CRUdJTi[A-Za-z0-9+/=]{40,}/g, instead: REDACTED },
  // kubeadm's tokens.
  { form: /(?<![\w.-])[a-z0-9]{6}\.[a-z0-9]{16}(?![\w.-])/g, instead: REDACTED },
  // JSON web tokens: service accounts, OpenID Connect.
  { form: /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, instead: REDACTED },
  { form: /\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, instead: `$1 ${REDACTED}` },
  { form: /\b(\w+:\/\/)[^/\s@"']+@/g, instead: `$1${REDACTED}@` },
  { form: /(certificate key:?\s+)[0-9a-f]{64}/gi, instead: `$1${REDACTED}` },
  // apt's auth.conf and .netrc.
  { form: /\b(login\s+\S+\s+password\s+)\S+/gi, instead: `$1${REDACTED}` },
  // Command lines: `--token abc`; those with `=` are named values, below.
  {
    form: /(--[\w-]*(?:token|password|secret|certificate-key)\s+)(?!-|\[secret\])\S+/gi,
    instead: `$1${REDACTED}`,
  },
];

const redactNamed = (text: string): string => {
  let hiddenBelow: number | undefined;
  return text
    .split("\n")
    .flatMap((line) => {
      const indent = line.search(/\S/);
      if (hiddenBelow !== undefined && (indent === -1 || indent > hiddenBelow)) return [];
      hiddenBelow = undefined;
      const own = OWN_LINE.exec(line);
      const [, start = "", name = "", separator = "", value = ""] = own ?? [];
      if (own === null || !isSecretName(name) || !mayHide(value)) return [redactInline(line)];
      // What follows deeper in YAML belongs to it: `password: |`.
      if (/^[|>]/.test(value)) hiddenBelow = indent;
      return [`${start}${name}${separator}${REDACTED}`];
    })
    .join("\n");
};

/** `key: value` or `key = value` on a line of its own, in YAML, TOML, INI and shells; with JSON's quotes. */
const OWN_LINE = /^(\s*(?:-\s+)?(?:export\s+)?["']?)([\w.-]+)(["']?\s*[:=]\s*)(\S.*)$/;

/**
 * The same anywhere in a line: compact JSON, TOML's tables, arguments, words of a log. It begins at
 * the beginning of words only, else long ones (base64) would take time by their square.
 */
const INLINE =
  /(?<![\w.-])([\w.-]+)(\\*["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|\\+"[^"\\]*\\+"|[^\s,;&}\]"']+)/g;

const redactInline = (line: string): string =>
  line.replaceAll(INLINE, (_whole, name: string, separator: string, value: string) => {
    if (isSecretName(name)) return `${name}${separator}${mayHide(value) ? REDACTED : value}`;
    // Text within text: `Environment="PASSWORD=x"`.
    return `${name}${separator}${/^["'\\]/.test(value) ? redactInline(value) : value}`;
  });

/** Not what is no text, the beginning of something with names of its own, or a place. */
const mayHide = (value: string): boolean =>
  !/^(?:true|false|null|~|\d{1,3}|\{\s*|\[\s*|""|''|["']?\/[\w./-]+["']?,?|\[secret\].*)$/.test(
    value.trim().replace(/,$/, ""),
  ) && !/^[[{]/.test(value);
