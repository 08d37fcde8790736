/** A lab verb could not be carried out. The message says what failed and where; `cause` says why. */
export class LabError extends Error {
  override readonly name = "LabError";
}
