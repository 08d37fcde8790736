import * as z from "zod";

/** What a rule has against a value; the sentence goes on from the path: `hosts[0].address is not …`. */
export interface RuleBreach {
  readonly message: string;
  readonly hint?: string;
}

/** A string with a rule of its own; the rule returns undefined for what is good. */
export const textWith = (rule: (text: string) => RuleBreach | undefined): z.ZodString =>
  z.string().check((context) => {
    const breach = rule(context.value);
    if (breach === undefined) return;
    const { message, hint } = breach;
    context.issues.push({ code: "custom", input: context.value, message, params: { hint } });
  });

/** A path on the administrator's machine, relative to the file; absolute once it is loaded. */
export const filePath = (): z.ZodString =>
  textWith((text) => (text === "" ? { message: "must name a file" } : undefined)).meta({
    format: "path",
  });
