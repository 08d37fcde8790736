import { expect, test } from "vitest";
import { fillSecretText, mayBeSecretText, secretMark, wholeSecret } from "./secret-text.ts";

const one = { name: "one", hash: "aa" };
const two = { name: "two", hash: "bb" };
const text = `a = "${secretMark(one)}"\nb = "${secretMark(two)}"\n`;

test("every mark gets its secret, and what a secret says is no mark", () => {
  const value = secretMark(two);
  expect(fillSecretText({ text, secrets: [one, two] }, [value, "2"])).toBe(
    `a = "${value}"\nb = "2"\n`,
  );
});

test("there is no text as long as one of them is missing", () => {
  expect(fillSecretText({ text, secrets: [one, two] }, ["1", undefined])).toBeUndefined();
});

test("what is around the secrets tells texts apart without them", () => {
  expect(mayBeSecretText(text, 'a = "x"\nb = ""\n')).toBe(true);
  expect(mayBeSecretText(text, 'a = "x"\nc = "y"\n')).toBe(false);
  expect(mayBeSecretText(text, 'a = "x"\nb = "y"\n# more\n')).toBe(false);
  expect(mayBeSecretText("plain", "plain")).toBe(true);
  expect(mayBeSecretText("plain", "plainer")).toBe(false);
  expect(mayBeSecretText(wholeSecret(one).text, "anything")).toBe(true);
});
