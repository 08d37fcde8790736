/** One line of /proc/self/mountinfo, as far as it is of use. */
export interface Mount {
  readonly point: string;
  readonly type: string;
  readonly source: string;
}

/** Reads /proc/self/mountinfo; lines that are not as documented (proc(5)) are left out. */
export const parseMounts = (text: string): readonly Mount[] =>
  text.split("\n").flatMap((line) => {
    // Optional fields of any number end with a dash alone.
    const [left = "", right = ""] = line.split(" - ", 2);
    const point = left.split(" ")[4];
    const [type, source] = right.split(" ");
    if (point === undefined || type === undefined || source === undefined) return [];
    return [{ point: unescapeOctal(point), type, source: unescapeOctal(source) }];
  });

export const parseMountPoints = (text: string): readonly string[] =>
  parseMounts(text).map(({ point }) => point);

/** The kernel writes blanks in paths as `\040`. */
export const unescapeOctal = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 8)),
  );
