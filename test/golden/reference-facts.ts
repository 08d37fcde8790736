import fields from "./data/configuration-fields.json" with { type: "json" };
import oldest from "./data/kubernetes-v1.20.2.json" with { type: "json" };
import newest from "./data/kubernetes-v1.36.2.json" with { type: "json" };

/** What Kubernetes itself says of one of its versions: flags by component, phases, images, fields. */
export interface ReferenceFacts {
  readonly version: string;
  readonly flags: ReadonlyMap<string, ReadonlySet<string>>;
  readonly phases: ReadonlyMap<string, ReadonlySet<string>>;
  /** Tag by image name. */
  readonly images: ReadonlyMap<string, string>;
  /** Dotted fields by `group/version/Kind`. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
}

const toSets = (
  lists: Readonly<Record<string, string>>,
): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(Object.entries(lists).map(([name, words]) => [name, new Set(words.split(" "))]));

/** Both ends of what is supported. */
export const referenceFacts: readonly ReferenceFacts[] = [
  {
    version: "1.20.2",
    flags: toSets(oldest.flags),
    phases: toSets(oldest.phases),
    images: new Map(Object.entries(oldest.images)),
    fields: toSets(fields["v1.20.2"]),
  },
  {
    version: "1.36.2",
    flags: toSets(newest.flags),
    phases: toSets(newest.phases),
    images: new Map(Object.entries(newest.images)),
    fields: toSets(fields["v1.36.2"]),
  },
];
