/**
 * Whether what goes by a name may be a secret: a key of a file, a variable, a flag. Names of the
 * places and properties of secrets (`tokenTTL`, `private-key-file`) are none.
 */
export const isSecretName = (name: string): boolean => {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return SECRET.test(plain) && !HARMLESS.test(plain);
};

const SECRET =
  /pass(?:word|wd|phrase)|secret|token|credential|privatekey|apikey|accesskey|clientkeydata|clientcertificatedata|certificatekey|sharedkey|^auth$|^pass$|authorization$/;

const HARMLESS =
  /(?:file|path|dir|directory|ttl|\wauth|url|name|mode|hash|hashes|expiration|timeout|enabled|count|usages|version|kind|namespace|signing|rotation|reviews|webhook)$/;
