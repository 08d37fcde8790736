import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compileGo, goEnvironment } from "../go-toolchain.ts";
import { runCommand } from "../run-command.ts";
import type { Stage, StageRoom } from "../stage.ts";
import { type KubernetesVersion, kubernetesVersions } from "../supply.ts";
import { findOpenapiPackages } from "./openapi-packages.ts";
import { kubernetesImportPath, kubernetesSource } from "./kubernetes-source.ts";

const kubernetesPrograms = [
  "kubeadm",
  "kubectl",
  "kubelet",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-proxy",
  "kube-scheduler",
] as const;

/** Without the cloud vendors' libraries: hosts of the lab are in no cloud, and they are a third of the work. */
const buildTags = ["providerless"];

const openapiPackage = `${kubernetesImportPath}/pkg/generated/openapi`;
const openapiFile = "zz_generated.openapi.go";
const generateLimitMs = 10 * 60_000;

/**
 * The programs of Kubernetes as `VERSION/NAME`. The second version differs in nothing but the number
 * that the linker writes, so that it costs seconds.
 */
export const kubernetesProgramsStage: Stage = {
  name: "kubernetes-programs",
  inputs: [...kubernetesVersions, ...kubernetesPrograms, ...buildTags, "recipe 1"],
  needs: [kubernetesSource],
  build: async (room) => {
    const work = join(room.directory, "work");
    await mkdir(work);
    const overlayPath = await generateOpenapi(room, work);
    for (const version of kubernetesVersions) await compileVersion(room, version, overlayPath);
    await rm(work, { recursive: true });
  },
};

const compileVersion = async (
  room: StageRoom,
  version: KubernetesVersion,
  overlayPath: string,
): Promise<void> => {
  const goPath = room.resultOf(kubernetesSource);
  room.progress(`compiling ${version}`);
  await mkdir(join(room.directory, version));
  await compileGo(room, {
    goPath,
    cwd: join(goPath, "src", kubernetesImportPath),
    packages: kubernetesPrograms.map((name) => `${kubernetesImportPath}/cmd/${name}`),
    output: `${join(room.directory, version)}/`,
    tags: buildTags,
    linkerFlags: versionFlags(version),
    overlayPath,
  });
};

/** The API descriptions are the one generated file that the source package lacks; kube-apiserver needs it. */
const generateOpenapi = async (room: StageRoom, work: string): Promise<string> => {
  const goPath = room.resultOf(kubernetesSource);
  const tree = join(goPath, "src", kubernetesImportPath);
  const generator = join(work, "openapi-gen");
  room.progress("generating the API descriptions");
  await compileGo(room, {
    goPath,
    cwd: tree,
    packages: [`${kubernetesImportPath}/vendor/k8s.io/kube-openapi/cmd/openapi-gen`],
    output: generator,
  });
  const packages = await findOpenapiPackages(tree, kubernetesImportPath);
  const header = join(tree, "vendor/k8s.io/code-generator/hack/boilerplate.go.txt");
  const names = ["-p", openapiPackage, "-O", openapiFile.replace(/\.go$/, ""), "-h", header];
  const outputs = ["-o", join(work, "generated"), "-r", join(work, "violations")];
  await runCommand([generator, "--logtostderr", "-i", packages.join(","), ...names, ...outputs], {
    cwd: tree,
    env: goEnvironment(room, goPath),
    limitMs: generateLimitMs,
  });
  const overlayPath = join(work, "overlay.json");
  const inTree = join(goPath, "src", openapiPackage, openapiFile);
  const generated = join(work, "generated", openapiPackage, openapiFile);
  await writeFile(overlayPath, JSON.stringify({ Replace: { [inTree]: generated } }));
  return overlayPath;
};

/** The version is compiled in twice: as the components report it, and as their clients do. */
const versionFlags = (version: KubernetesVersion): readonly string[] => {
  const [major, minor] = version.split(".");
  const values = {
    gitVersion: `v${version}`,
    gitMajor: major,
    gitMinor: minor,
    gitCommit: "debian",
    gitTreeState: "archive",
    // Fixed, so that the same source gives the same programs.
    buildDate: "2021-01-13T00:00:00Z",
  };
  return ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((name) =>
    Object.entries(values).flatMap(([key, value]) => [
      "-X",
      `${kubernetesImportPath}/vendor/${name}.${key}=${value}`,
    ]),
  );
};
