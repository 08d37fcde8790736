import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readArchitecture } from "../apt/read-architecture.ts";
import type { Stage, StageRoom } from "../stage.ts";
import { kubernetesVersions } from "../supply.ts";
import { debianArchive } from "./debian-archive.ts";
import { addImage, addLayer, type Descriptor, type Layer } from "./image-store.ts";
import { linkIptablesToNft, linkProgram, makeDebianTree, makeProgramTree } from "./image-trees.ts";
import { kubernetesProgramsStage } from "./kubernetes-programs.ts";

const controlPlane = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];

const libc = ["libc6", "libgcc-s1"];
const etcdPackages = [...libc, "etcd-server", "etcd-client"];
const kubeProxyPackages = [
  ...libc,
  "conntrack",
  "ipset",
  "iptables",
  "libip4tc2",
  "libip6tc2",
  "libipset13",
  "libmnl0",
  "libnetfilter-conntrack3",
  "libnfnetlink0",
  "libnftnl11",
  "libxtables12",
  "netbase",
];

export interface ImagesInit {
  readonly labPrograms: Stage;
  readonly standIns: Stage;
  readonly recipe: string;
}

/** One image; repository names are those below k8s.gcr.io and registry.k8s.io. */
interface Image {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly layers: readonly Layer[];
}

/** The images that kubeadm 1.20 asks for, except CoreDNS, which Debian does not have, a test workload, and what stands for Weave. */
export const defineImages = ({ labPrograms, standIns, recipe }: ImagesInit): Stage => ({
  name: "images",
  inputs: [recipe],
  needs: [kubernetesProgramsStage, labPrograms, standIns, debianArchive],
  build: async (room) => {
    const architecture = await readArchitecture();
    const programs = room.resultOf(labPrograms);
    const images = [
      ...(await makeKubernetesImages(room)),
      await makeEtcdImage(room),
      await makeProgramImage(room, join(programs, "pause"), "pause", ["3.2", "3.6"]),
      await makeProgramImage(room, join(programs, "toolbox"), "lab/toolbox", ["1"]),
      ...(await makeWeaveImages(room, join(room.resultOf(standIns), "weave"))),
    ];
    const repositories: Record<string, Record<string, Descriptor>> = {};
    for (const { repository, tags, entrypoint, layers } of images) {
      const manifest = await addImage(room.directory, {
        architecture,
        layers,
        ...(entrypoint === undefined ? {} : { entrypoint }),
      });
      const known = repositories[repository] ?? {};
      repositories[repository] = {
        ...known,
        ...Object.fromEntries(tags.map((tag) => [tag, manifest])),
      };
    }
    await writeFile(
      join(room.directory, "repositories.json"),
      JSON.stringify(repositories, undefined, 2),
    );
  },
});

const makeKubernetesImages = async (room: StageRoom): Promise<readonly Image[]> => {
  const proxyTools = await makeLayer(room, async (tree) => {
    await makeDebianTree(tree, room.resultOf(debianArchive), kubeProxyPackages);
    await linkIptablesToNft(tree);
  });
  const images: Image[] = [];
  for (const version of kubernetesVersions) {
    for (const name of [...controlPlane, "kube-proxy"]) {
      room.progress(`image ${name}:v${version}`);
      const program = join(room.resultOf(kubernetesProgramsStage), version, name);
      const layer = await makeLayer(room, (tree) => makeProgramTree(tree, program, name));
      const layers = name === "kube-proxy" ? [proxyTools, layer] : [layer];
      images.push({ repository: name, tags: [`v${version}`], layers });
    }
  }
  return images;
};

/** Debian's etcd 3.4 under the tag that kubeadm 1.20 asks for. */
const makeEtcdImage = async (room: StageRoom): Promise<Image> => {
  room.progress("image etcd");
  const layer = await makeLayer(room, (tree) =>
    makeDebianTree(tree, room.resultOf(debianArchive), etcdPackages),
  );
  return { repository: "etcd", tags: ["3.4.13-0"], layers: [layer] };
};

/** One program under the names that Weave's manifest asks for, below docker.io. */
const makeWeaveImages = async (room: StageRoom, program: string): Promise<readonly Image[]> => {
  const router = await makeLayer(room, async (tree) => {
    await makeProgramTree(tree, program, "launch.sh", "home/weave");
    await linkProgram(tree, "home/weave/launch.sh", "home/weave/init.sh");
  });
  const policies = await makeLayer(room, (tree) => makeProgramTree(tree, program, "weave-npc"));
  return [
    { repository: "weaveworks/weave-kube", tags: ["2.8.1"], layers: [router] },
    {
      repository: "weaveworks/weave-npc",
      tags: ["2.8.1"],
      entrypoint: ["/usr/local/bin/weave-npc"],
      layers: [policies],
    },
  ];
};

const makeProgramImage = async (
  room: StageRoom,
  program: string,
  repository: string,
  tags: readonly string[],
): Promise<Image> => {
  const name = repository.split("/").at(-1) ?? repository;
  const layer = await makeLayer(room, (tree) => makeProgramTree(tree, program, name));
  return { repository, tags, entrypoint: [`/usr/local/bin/${name}`], layers: [layer] };
};

const makeLayer = async (
  room: StageRoom,
  fill: (tree: string) => Promise<void>,
): Promise<Layer> => {
  const tree = join(room.directory, "tree");
  await mkdir(tree);
  await fill(tree);
  const layer = await addLayer(room.directory, tree);
  await rm(tree, { recursive: true });
  return layer;
};
