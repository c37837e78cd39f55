import type { Ulid } from "../stream/ids.ts";

export interface IdSource {
  /** A new ULID, greater than all it gave before. */
  next(): Ulid;
}
