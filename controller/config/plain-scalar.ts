/**
 * What YAML 1.2's core schema makes of an unquoted scalar. Used for scalars that variables were
 * put into, which YAML itself has not seen; nothing here can become a list or a mapping.
 */
export const readPlainScalar = (text: string): string | number | boolean | undefined => {
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return undefined;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (isNumeral(text)) return Number(text);
  return text;
};

const isNumeral = (text: string): boolean =>
  /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text) ||
  /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/.test(text);
