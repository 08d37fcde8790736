import { describe, expect, test } from "vitest";
import { substituteVariables } from "./substitute-variables.ts";

const environment = { NAME: "lab", EMPTY: "", DOLLAR: "${NAME}", STRUCTURE: "a: [b]\n- c" };

describe("variables in a scalar", () => {
  test.each([
    ["no variable", "no variable"],
    ["${NAME}", "lab"],
    ["a-${NAME}-${NAME}", "a-lab-lab"],
    ["$NAME and $ and {}", "$NAME and $ and {}"],
    ["${MISSING:-fallback}", "fallback"],
    ["${MISSING:-}", ""],
    ["${EMPTY:-fallback}", "fallback"],
    ["${EMPTY}", ""],
    ["$${NAME}", "${NAME}"],
    ["$$${NAME}", "$${NAME}"],
    ["${DOLLAR}", "${NAME}"],
    ["${STRUCTURE}", "a: [b]\n- c"],
    ["${MISSING:-a:-b}", "a:-b"],
  ])("%s becomes %j", (text, expected) => {
    expect(substituteVariables(text, environment)).toMatchObject({ text: expected, problems: [] });
  });

  test.each([
    ["${MISSING}", "the environment variable MISSING is not set"],
    ["${toString}", "the environment variable toString is not set"],
    ["${1A}", "${1A} is not a variable reference"],
    ["${}", "${} is not a variable reference"],
    ["${A:?x}", "${A:?x} is not a variable reference"],
    ["x ${OPEN", "${OPEN is not a variable reference"],
  ])("%s is refused", (text, message) => {
    expect(substituteVariables(text, environment).problems).toMatchObject([{ message }]);
  });
});
