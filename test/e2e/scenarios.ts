import type { Scenario } from "./scenario.ts";
import { firstApply } from "./scenarios/first-apply.ts";
import { secondApply } from "./scenarios/second-apply.ts";

/** All of them, in the order in which they run; what one leaves, later ones may need. */
export const scenarios: readonly Scenario[] = [firstApply, secondApply];
