import {
  createSecret,
  type EncryptionKeys,
  type EncryptionRotation,
} from "../keystore/encryption-keys.ts";

/** An exchange that begins now: a key is made that masters are first to read with. */
export const beginKeyRotation = (keys: EncryptionKeys, startedAt: string): EncryptionKeys => ({
  ...keys,
  keys: [...keys.keys, { name: nextName(keys), secret: createSecret() }],
  number: keys.number + 1,
  rotation: { phase: "add", startedAt },
});

/**
 * After all masters have what the present phase gives them; without a rotation it is over. At no step
 * does a master write with a key that another one, or its own settings of before, cannot read.
 */
export const nextKeys = (
  keys: EncryptionKeys,
  { phase, startedAt }: EncryptionRotation,
  now: string,
): EncryptionKeys => {
  switch (phase) {
    case "add":
      return {
        ...keys,
        keys: [...keys.keys.slice(-1), ...keys.keys.slice(0, -1)],
        number: keys.number + 1,
        rotation: { phase: "use", startedAt },
      };
    case "use":
      return { ...keys, rotation: { phase: "rewrite", startedAt } };
    case "rewrite":
      return {
        keys: keys.keys.slice(0, 1),
        number: keys.number + 1,
        rotation: { phase: "drop", startedAt },
        retired: [
          ...keys.retired,
          ...keys.keys.slice(1).map((key) => ({ ...key, retiredAt: now })),
        ],
      };
    case "drop": {
      const { rotation: _over, ...rest } = keys;
      return rest;
    }
  }
};

/** Like no other, of those that were given up neither: etcd keeps names beside what it has. */
const nextName = ({ keys, retired }: EncryptionKeys): string => {
  const numbers = [...keys, ...retired].map(({ name }) =>
    Number(/^key([0-9]+)$/.exec(name)?.[1] ?? 0),
  );
  return `key${Math.max(0, ...numbers) + 1}`;
};
