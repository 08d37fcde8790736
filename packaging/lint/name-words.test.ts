import { expect, test } from "vitest";
import { nameWords } from "./name-words.ts";

test.each([
  ["createKubeconfig", ["create", "kubeconfig"]],
  ["SSHTargets", ["ssh", "target"]],
  ["UBUNTU_22_04", ["ubuntu", "22", "04"]],
  ["repositories-of", ["repository", "of"]],
  ["hostAddresses", ["host", "address"]],
  ["access-log", ["access", "log"]],
])("%s has the words %j", (name, words) => {
  expect(nameWords(name)).toEqual(words);
});
