import type { Scenario } from "../frame/scenario.ts";
import { replyLost, resetMidBatch, subscribersKilled } from "./connections.ts";
import { expired, flushedAll, recreated } from "./endings.ts";
import { appendWhenFull, evicted, stopWhenFull } from "./full-memory.ts";
import { halfOpenCommands, halfOpenSubscriber, refused } from "./half-open.ts";
import { doubled, dropped, flushed } from "./notices.ts";
import { killedMidAppend, zombie } from "./producers.ts";
import { beginningLost, stopRace, takeovers } from "./races.ts";
import { bytewise, frozen, jitter, lossByProxy, narrow, paused } from "./slow-links.ts";

const all: readonly Scenario[] = [
  replyLost,
  resetMidBatch,
  frozen,
  paused,
  subscribersKilled,
  halfOpenSubscriber,
  halfOpenCommands,
  lossByProxy,
  refused,
  narrow,
  bytewise,
  jitter,
  dropped,
  doubled,
  flushed,
  zombie,
  takeovers,
  beginningLost,
  stopRace,
  stopWhenFull,
  appendWhenFull,
  evicted,
  expired,
  recreated,
  flushedAll,
  killedMidAppend,
];

/** The fault matrix, by number. */
export const scenarios: readonly Scenario[] = [...all].sort((a, b) => a.number - b.number);
