import type { Violation } from "../frame/violation.ts";
import type { History } from "../log/history.ts";
import { checkCalls } from "./calls.ts";
import { checkFollowers } from "./followers.ts";
import { checkStored } from "./stored.ts";
import { checkWrites } from "./writes.ts";

/**
 * Whether what is stored, and what each follower saw, can be explained by the operations that were begun and
 * ended. What timed out may have happened, or not; anything else is a violation.
 */
export const check = (history: History): Violation[] => [
  ...checkStored(history),
  ...checkWrites(history),
  ...checkFollowers(history),
  ...checkCalls(history),
];
