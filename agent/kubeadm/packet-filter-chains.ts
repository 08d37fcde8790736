/**
 * From the output of `iptables-save` the input of `iptables-restore --noflush` that takes out all
 * chains of Kubernetes, CNI plugins and Weave, and the rules elsewhere that lead into them, table by
 * table at once. `undefined`: there are none.
 */
export const renderChainRemoval = (saved: string): string | undefined => {
  const tables = splitTables(saved).flatMap((table) => renderTable(table));
  return tables.length === 0 ? undefined : `${tables.join("\n")}\n`;
};

const OURS = /^(KUBE-|CNI-|WEAVE(-|$))/;

interface Table {
  readonly name: string;
  readonly lines: readonly string[];
}

const splitTables = (saved: string): readonly Table[] =>
  saved
    .split(/^\*/m)
    .slice(1)
    .map((part) => {
      const [name = "", ...lines] = part.split("\n");
      return { name: name.trim(), lines };
    });

const renderTable = ({ name, lines }: Table): readonly string[] => {
  const chains = lines
    .flatMap((line) => /^:(\S+)/.exec(line)?.[1] ?? [])
    .filter((chain) => OURS.test(chain));
  if (chains.length === 0) return [];
  const jumps = lines.filter((line) => {
    const [, chain = ""] = /^-A (\S+)/.exec(line) ?? [];
    const [, target = ""] = /.* -[jg] (\S+)/.exec(line) ?? [];
    return chain !== "" && !OURS.test(chain) && OURS.test(target);
  });
  return [
    `*${name}`,
    ...jumps.map((line) => line.replace(/^-A /, "-D ")),
    ...chains.map((chain) => `-F ${chain}`),
    ...chains.map((chain) => `-X ${chain}`),
    "COMMIT",
  ];
};
