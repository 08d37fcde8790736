import { beforeEach, expect, test } from "vitest";
import type { KubernetesAnswer } from "../host/kubernetes.ts";
import { rewriteObjects } from "./rewrite-objects.ts";

let names: string[] = [];
let stale = new Set<string>();
let pauses = 0;
/** What the API server answers first, by path. */
let troubles = new Map<string, KubernetesAnswer[]>();

beforeEach(() => {
  names = Array.from({ length: 250 }, (_, at) => `secret-${at}`);
  stale = new Set(names);
  pauses = 0;
  troubles = new Map();
});

const trouble = (path: string): KubernetesAnswer | undefined => troubles.get(path)?.shift();

const toItem = (name: string) => ({
  metadata: { namespace: "ns", name, resourceVersion: stale.has(name) ? "1" : "2" },
});

/** An API server with the objects of one namespace. */
const host = {
  pause: async () => {
    pauses += 1;
  },
  kubernetes: {
    listMetadata: async (path: string): Promise<KubernetesAnswer> => {
      const { pathname, searchParams } = new URL(path, "https://fake");
      const from = Number(searchParams.get("continue"));
      const end = from + Number(searchParams.get("limit"));
      const more =
        end < names.length ? { continue: `${end}`, remainingItemCount: names.length - end } : {};
      return (
        trouble(pathname) ?? {
          kind: "ok",
          object: { metadata: more, items: names.slice(from, end).map(toItem) },
        }
      );
    },
    rewrite: async (path: string): Promise<KubernetesAnswer> => {
      const name = path.split("/").at(-1) ?? "";
      const answer = trouble(path);
      if (answer !== undefined) return answer;
      stale.delete(name);
      return { kind: "ok", object: toItem(name) };
    },
  },
};

const LIST = "/api/v1/secrets";
const pathOf = (name: string): string => `/api/v1/namespaces/ns/secrets/${name}`;

const rewriteAll = async () => {
  const pages = [await rewriteObjects(host, "secrets", "")];
  for (let next = pages[0]?.next ?? ""; next !== ""; next = pages.at(-1)?.next ?? "")
    pages.push(await rewriteObjects(host, "secrets", next));
  return pages;
};

test("goes through all objects page by page, and tells how many come after", async () => {
  const pages = await rewriteAll();
  expect(pages.map(({ objects, remaining }) => [objects, remaining])).toEqual([
    [100, 150],
    [100, 50],
    [50, 0],
  ]);
  expect(pages.map(({ rewritten }) => rewritten)).toEqual([100, 100, 50]);
  expect(stale.size).toBe(0);
});

test("finds nothing to write where all was written, so that it may be begun again", async () => {
  await rewriteAll();
  expect((await rewriteAll()).map(({ rewritten }) => rewritten)).toEqual([0, 0, 0]);
});

test("tries a conflict, and a server that starts anew, again", async () => {
  const conflict = { kind: "refused", status: 409, message: "changed" } as const;
  const away = { kind: "unreachable", reason: "ECONNREFUSED" } as const;
  troubles.set(pathOf("secret-3"), [conflict, away, conflict]);
  troubles.set(LIST, [away]);
  const [page] = await rewriteAll();
  expect(page).toMatchObject({ objects: 100, rewritten: 100, left: [] });
  expect(stale.size).toBe(0);
  expect(pauses).toBe(4);
});

test("takes an object that is gone for done", async () => {
  troubles.set(pathOf("secret-7"), [{ kind: "not-found" }]);
  expect((await rewriteAll())[0]).toMatchObject({ objects: 100, rewritten: 99, left: [] });
});

test("names what the API server does not store, and goes on with the others", async () => {
  const denied = { kind: "refused", status: 403, message: "denied by a webhook" } as const;
  troubles.set(pathOf("secret-9"), [denied]);
  const [page] = await rewriteAll();
  expect(page).toMatchObject({
    rewritten: 99,
    left: [{ name: "ns/secret-9", reason: "403 denied by a webhook" }],
  });
  expect([...stale]).toEqual(["secret-9"]);
});

test("says that a place is too old, instead of leaving out what comes after it", async () => {
  troubles.set(LIST, [{ kind: "refused", status: 410, message: "expired" }]);
  expect(await rewriteObjects(host, "secrets", "100")).toMatchObject({
    outdated: true,
    objects: 0,
    next: "",
  });
});

test("ends with an error where the API stays away", async () => {
  const away = { kind: "unreachable", reason: "ECONNREFUSED" } as const;
  troubles.set(
    pathOf("secret-0"),
    Array.from({ length: 9 }, () => away),
  );
  await expect(rewriteObjects(host, "secrets", "")).rejects.toMatchObject({
    code: "KUBERNETES_UNREACHABLE",
  });
  await expect(rewriteObjects(host, "../x", "")).rejects.toMatchObject({
    code: "KUBERNETES_REFUSED",
  });
});
