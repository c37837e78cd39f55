import type { Scenario } from "../frame/scenario.ts";
import { clusterFailover, detached, migration } from "./clusters.ts";
import { replyLost, resetMidBatch, subscribersKilled } from "./connections.ts";
import { consumersCutOff } from "./consumers.ts";
import { joinStorm } from "./crowds.ts";
import { expired, flushedAll, recreated } from "./endings.ts";
import { everything } from "./everything.ts";
import { bySentinel, demoted, laggingOther, laggingSame } from "./failover.ts";
import { appendWhenFull, evicted, stopWhenFull } from "./full-memory.ts";
import { halfOpenCommands, halfOpenSubscriber, refused } from "./half-open.ts";
import { hostile } from "./hostile.ts";
import { idleHeap } from "./idle-heap.ts";
import { churn, tenThousand, tenThousandOverHttp } from "./leaving.ts";
import { lossy, narrowWire, rejected, silentWire } from "./namespaces.ts";
import { doubled, dropped, flushed } from "./notices.ts";
import { overrun } from "./overrun.ts";
import { killedAlways, killedEverysec, nothingPersisted, tailCut } from "./persistence.ts";
import { killedMidAppend, zombie } from "./producers.ts";
import { beginningLost, stopRace, takeovers } from "./races.ts";
import { slowClient, slowReader } from "./slow-clients.ts";
import { bytewise, frozen, jitter, lossByProxy, narrow, paused } from "./slow-links.ts";
import { badSources } from "./sources.ts";

const all: readonly Scenario[] = [
  idleHeap,
  bySentinel,
  silentWire,
  lossy,
  rejected,
  narrowWire,
  overrun,
  everything,
  clusterFailover,
  migration,
  detached,
  killedAlways,
  killedEverysec,
  nothingPersisted,
  tailCut,
  laggingSame,
  laggingOther,
  demoted,
  joinStorm,
  churn,
  slowReader,
  slowClient,
  tenThousand,
  tenThousandOverHttp,
  badSources,
  hostile,
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
  consumersCutOff,
];

/** The fault matrix, by number. */
export const scenarios: readonly Scenario[] = [...all].sort((a, b) => a.number - b.number);
