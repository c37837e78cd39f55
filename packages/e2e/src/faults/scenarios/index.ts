import type { Scenario } from "../frame/scenario.ts";
import { replyLost, resetMidBatch, subscribersKilled } from "./connections.ts";

/** The fault matrix. */
export const scenarios: readonly Scenario[] = [replyLost, resetMidBatch, subscribersKilled];
