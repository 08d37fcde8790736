import type * as wire from "../rpc/gen/common.ts";
import type { PlannedChange } from "./run.ts";

export const toWireChange = (change: PlannedChange): wire.Change => ({
  field: change.field,
  before: change.before,
  after: change.after,
  because: change.because,
});

export const fromWireChange = (change: wire.Change): PlannedChange => ({
  field: change.field,
  ...(change.before !== undefined && { before: change.before }),
  ...(change.after !== undefined && { after: change.after }),
  ...(change.because !== undefined && { because: change.because }),
});
