/**
 * The part of node-forge that we load: its own types cover only the whole package, whose other
 * modules (RSA, TLS, PKCS#12) would triple the bundle.
 */
declare module "node-forge/lib/asn1.js" {
  export interface Asn1Node {
    readonly tagClass: number;
    readonly type: number;
    readonly constructed: boolean;
    /** Children, or content octets as a string of one character per byte. */
    readonly value: string | readonly Asn1Node[];
  }

  interface Bytes {
    readonly getBytes: () => string;
  }

  const asn1: {
    readonly create: (
      tagClass: number,
      type: number,
      constructed: boolean,
      value: string | readonly Asn1Node[],
    ) => Asn1Node;
    /** Throws on anything that is not DER. */
    readonly fromDer: (
      bytes: string,
      options: { readonly strict: boolean; readonly decodeBitStrings: boolean },
    ) => Asn1Node;
    readonly toDer: (node: Asn1Node) => Bytes;
    readonly oidToDer: (oid: string) => Bytes;
    readonly derToOid: (bytes: string) => string;
    readonly dateToUtcTime: (date: Date) => string;
    readonly dateToGeneralizedTime: (date: Date) => string;
  };
  export default asn1;
}
