import type { SegnoErrorCode } from "@segno/core";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

type Advice = { readonly exit: ExitCode; readonly hint: string };

const { failed, usage, notFound, refused, unavailable, cutShort } = exitCodes;

const advise = (exit: ExitCode, hint: string): Advice => ({ exit, hint });

/** What each error ends the process with, and what one can do about it. */
export const adviceFor: Readonly<Record<SegnoErrorCode, Advice>> = {
  "invalid-id": advise(usage, "Look at the spelling."),
  "invalid-position": advise(usage, "Take it from `segno follow ID --json`; 0 is the beginning."),
  "invalid-payload": advise(usage, "With --format json each line is one JSON value."),
  "invalid-options": advise(usage, "See --help."),
  "invalid-cursor": advise(usage, "Leave --cursor out, or give the same filter with it."),
  "too-large": advise(usage, "Send it in pieces, or without --format json: lines are then cut."),
  "stream-active": advise(refused, "Stop it first (segno stop ID), or follow it."),
  superseded: advise(refused, "It was begun anew meanwhile: look again (segno inspect ID)."),
  "not-found": advise(
    notFound,
    "Look for it with `segno ls`; --prefix, --tenant, --store say where.",
  ),
  stopped: advise(cutShort, "Somebody stopped it: segno follow ID says who."),
  "producer-lost": advise(cutShort, "This process was silent for too long: begin it anew."),
  fenced: advise(refused, "Another producer has it now; nothing more was stored."),
  ended: advise(refused, "--if-ended recreate begins it anew, which drops what it holds."),
  "lost-writes": advise(failed, "The server lost what it had acknowledged: segno doctor."),
  overflow: advise(failed, "The server is slower than the input: segno doctor."),
  "source-failed": advise(failed, "The input could not be read."),
  abandoned: advise(failed, "Begin it anew: segno produce ID --if-ended recreate."),
  expired: advise(notFound, "Its time was over; --ended-ttl of produce keeps it longer."),
  deleted: advise(notFound, "If nobody removed it, the server evicts keys: segno doctor."),
  trimmed: advise(failed, "Something deletes keys, or parts of them: segno doctor."),
  diverged: advise(failed, "Events were lost in a failover: follow it again with --from-start."),
  "bad-entry": advise(failed, "A newer version wrote it, perhaps: update @segno/cli."),
  "store-unavailable": advise(unavailable, "Is the server up? segno doctor looks at it."),
  unsupported: advise(failed, "The store of --store does not have this."),
  "unsupported-server": advise(unavailable, "Redis 7.0 or newer is needed."),
  closed: advise(failed, "Try again."),
};
