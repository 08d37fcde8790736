import type * as z from "zod";
import { type RuleBreach, textWith } from "./rule.ts";

/** An http or https address without a password in it. */
export const httpUrl = (): z.ZodString => textWith((text) => urlBreach(text));

/** What is wrong with an address of the web, if anything. */
export const urlBreach = (text: string): RuleBreach | undefined => {
  const url = URL.parse(text);
  if (
    url === null ||
    (url.protocol !== "http:" && url.protocol !== "https:") ||
    url.hostname === ""
  ) {
    return { message: "is not an http:// or https:// address" };
  }
  if (url.username !== "" || url.password !== "") {
    return { message: "holds a user or password", hint: "credentials have keys of their own" };
  }
  return undefined;
};

/** A registry as images name it: `registry.k8s.io`, `10.0.0.1:5000`. */
export const registryHost = textWith((text) =>
  isRegistryHost(text)
    ? undefined
    : {
        message: `"${text}" is not a registry`,
        hint: "a host name with an optional port: registry.example.com:5000",
      },
);

/** An image repository prefix: a registry and an optional path. */
export const imageRepository = textWith((text) => {
  const [host = "", ...path] = text.split("/");
  const good =
    isRegistryHost(host) && path.every((part) => /^[a-z0-9]+([._-]+[a-z0-9]+)*$/.test(part));
  return good
    ? undefined
    : {
        message: `"${text}" is not an image repository`,
        hint: "such as registry.example.com/kubernetes, without https://",
      };
});

/** One image: a repository with a tag or a digest, or none of them. */
export const imageReference = textWith((text) =>
  /^[A-Za-z0-9][-\w.:/]*(?:@sha256:[0-9a-f]{64})?$/.test(text)
    ? undefined
    : { message: `"${text}" is not an image`, hint: "such as registry.example.com/web:1.2" },
);

const isRegistryHost = (text: string): boolean =>
  /^(?:\[[0-9a-f:]+\]|[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?)(?::\d{1,5})?$/.test(text);
