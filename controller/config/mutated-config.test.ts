import { expect, test } from "vitest";
import { configInvalid } from "../../shared/errors/config-errors.ts";
import { loadClusterConfig } from "./load-cluster-config.ts";

const good = `name: lab
hosts:
  - &master
    address: 10.0.0.1
    role: master
    labels: {disk: ssd, "example.com/zone": a}
    taints: [{key: a, value: b, effect: NoSchedule}]
  - <<: *master
    address: 10.0.0.2
    role: worker
    environment: {HTTP_PROXY: "http://proxy:3128"}
    bastion: {address: jump, user: me}
kubernetes: {version: 1.30}
network:
  provider: bridge
  service_cidr: 10.96.0.0/12
  dns: {provider: none}
kubelet:
  extra_args: ["--v=4"]
  config: {maxPods: 200, evictionHard: {memory.available: 5%}}
image_mirror:
  registry.k8s.io: http://mirror:5000
maintenance:
  windows: [{days: [sat], start: "22:00", end: "04:00"}]
drift:
  interval: \${INTERVAL:-5m}
`;

const fragments = [
  "{",
  "}",
  "[",
  "]",
  ":",
  "\n",
  "  ",
  "- ",
  "&a ",
  "*a",
  "<<: ",
  "!",
  "|",
  ">",
  "'",
  '"',
  "#",
  "${",
  "${A}",
  "null",
  "~",
  "1e999",
  "0x",
  "\t",
  "\0",
  "\u{1F600}",
  "---\n",
  "%YAML 1.1\n",
  "? ",
  "@",
  "`",
];

/** Numbers below 2^32 that are the same in every run (mulberry32). */
const makeRandom = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

type Mutation = (text: string, random: (below: number) => number) => string;

const mutations: readonly Mutation[] = [
  (text, random) => {
    const at = random(text.length);
    return text.slice(0, at) + text.slice(at + 1 + random(8));
  },
  (text, random) => {
    const at = random(text.length);
    return text.slice(0, at) + (fragments[random(fragments.length)] ?? "") + text.slice(at);
  },
  (text, random) => {
    const lines = text.split("\n");
    const moved = lines.splice(random(lines.length), 1);
    lines.splice(random(lines.length + 1), 0, ...moved);
    return lines.join("\n");
  },
  (text, random) => text.slice(0, random(text.length)),
];

const mutate = (seed: number): string => {
  const random = makeRandom(seed);
  const rounds = Array.from({ length: 1 + random(4) });
  return rounds.reduce<string>(
    (text) => (mutations[random(mutations.length)] ?? String)(text, random),
    good,
  );
};

const outcomeOf = async (text: string): Promise<string> => {
  try {
    await loadClusterConfig({
      from: { name: "c", text },
      cwd: "/work",
      home: "/home/me",
      environment: { A: "a: {b" },
      files: { read: async () => undefined, exists: async () => true, list: async () => undefined },
    });
    return "loaded";
  } catch (error) {
    return configInvalid.is(error) ? "invalid" : `threw ${String(error)} for ${text}`;
  }
};

test("a file is loaded or refused as invalid, whatever happens to it", async () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 600; seed++) outcomes.add(await outcomeOf(mutate(seed)));
  expect([...outcomes].toSorted()).toEqual(["invalid", "loaded"]);
});

test("the file that is mutated is a good one", async () => {
  expect(await outcomeOf(good)).toBe("loaded");
});
