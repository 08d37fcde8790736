import * as z from "zod";
import { filePath, textWith } from "./rule.ts";
import { httpUrl, registryHost } from "./urls.ts";

const Credentials = z
  .strictObject({
    username: textWith((text) =>
      text === "" || text.includes(":") ? { message: "is no name of a user" } : undefined,
    ).describe("User of the mirror."),
    password: z
      .string()
      .optional()
      .describe("Password; better `${VARIABLE}` than the text itself."),
    password_file: filePath().optional().describe("File that holds the password instead."),
  })
  .check((context) => {
    const { password, password_file } = context.value;
    if ((password === undefined) !== (password_file === undefined)) return;
    const message = "needs either password or password_file";
    context.issues.push({ code: "custom", input: context.value, message });
  });

const ImageMirror = z.strictObject({
  endpoint: httpUrl().describe("Address of the mirror."),
  ca: filePath().optional().describe("PEM file of the authority that signed its certificate."),
  credentials: Credentials.optional().describe("User and password, if it wants them."),
});

/** Registry mirrors by the registry they stand for; `_default` stands for all others. */
export type ImageMirrors = Record<string, z.infer<typeof ImageMirror>>;

const registry = textWith((text) => (text === "_default" ? undefined : registryBreach(text)));

/** One address for every registry, or a mapping from registries to mirrors; always a mapping afterwards. */
export const ImageMirrors = z
  .union([httpUrl(), z.record(registry, z.union([httpUrl(), ImageMirror]))])
  .transform((written): ImageMirrors => {
    const mirrors = typeof written === "string" ? { _default: written } : written;
    return Object.fromEntries(
      Object.entries(mirrors).map(([name, mirror]) => [
        name,
        typeof mirror === "string" ? { endpoint: mirror } : mirror,
      ]),
    );
  });

const registryBreach = (
  text: string,
): { readonly message: string; readonly hint: string } | undefined =>
  registryHost.safeParse(text).success
    ? undefined
    : {
        message: `"${text}" is not a registry`,
        hint: "such as registry.k8s.io, 10.0.0.1:5000 or _default",
      };
