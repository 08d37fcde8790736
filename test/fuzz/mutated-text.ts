import { array, type Arbitrary, constantFrom, nat, oneof, record, string, tuple } from "fast-check";

/** One change of a text; places are per mille of its length. */
interface Edit {
  readonly act: "insert" | "remove" | "repeat" | "flip";
  readonly from: number;
  readonly to: number;
  readonly fragment: string;
  readonly times: number;
}

const FRAGMENTS = [
  "\u0000",
  "\n",
  "\r\n",
  "\t",
  "  ",
  '"',
  "'",
  "\\",
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  "-",
  "=",
  "/",
  "%",
  "*",
  "&",
  "|",
  ">",
  "#",
  "null",
  "true",
  "-1",
  "0",
  "1e999",
  "9007199254740993",
  "NaN",
  "0x10",
  "__proto__",
  "constructor",
  "toString",
  "\ufeff",
  "\u202e",
  "é",
  "\ud800",
  "256.256.256.256",
  "::1%eth0",
  "10.0.0.0/33",
  "<<: *a",
  "&a [*a]",
  "!!js/function x",
];

/** Good texts with a few bytes wrong, and now and then anything at all. */
export const mutatedText = (good: readonly string[]): Arbitrary<string> =>
  oneof(
    {
      weight: 9,
      arbitrary: tuple(constantFrom(...good), array(edit, { maxLength: 8 })).map(([text, edits]) =>
        edits.reduce(applyEdit, text),
      ),
    },
    { weight: 1, arbitrary: string({ unit: "binary", maxLength: 400 }) },
  );

const place = nat({ max: 1_000 });

const edit: Arbitrary<Edit> = record({
  act: constantFrom("insert", "remove", "repeat", "flip"),
  from: place,
  to: place,
  fragment: oneof(constantFrom(...FRAGMENTS), string({ unit: "binary", maxLength: 12 })),
  times: nat({ max: 40 }),
});

const applyEdit = (text: string, { act, from, to, fragment, times }: Edit): string => {
  const at = (mille: number): number => Math.floor((mille / 1_000) * text.length);
  const [start, end] = [at(Math.min(from, to)), at(Math.max(from, to))];
  switch (act) {
    case "insert":
      return text.slice(0, start) + fragment + text.slice(start);
    case "remove":
      return text.slice(0, start) + text.slice(end);
    case "repeat":
      return (
        text.slice(0, end) +
        text.slice(start, Math.min(end, start + 200)).repeat(times) +
        text.slice(end)
      );
    case "flip":
      return (
        text.slice(0, start) +
        String.fromCharCode(text.charCodeAt(start) ^ (1 << (times % 8))) +
        text.slice(start + 1)
      );
  }
};
