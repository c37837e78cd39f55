/** The lines of the append script in which the two logs differ. */
export type LogScript = {
  /** The entries at `after + 1` to `after + n`. */
  readonly find: string;
  /** Whether `found[same + 1]` is the entry at `after + same + 1`, of the epoch `caller`. */
  readonly isOwn: string;
  /** Adds `ARGV[before + skip + 1 … before + count]` at `base + skip + 1 …`, of the epoch `epoch` (a string). */
  readonly add: string;
};

/** An entry's id is `offset-epoch`; one field name for all, since different names cost memory. */
export const streamsScript: LogScript = {
  find: `call("XRANGE", log, after + 1, after + n)`,
  isOwn: `found[same + 1][1] == (after + same + 1) .. "-" .. caller`,
  add: `local suffix = "-" .. epoch
    for i = skip + 1, count do
      call("XADD", log, (base + i) .. suffix, "d", ARGV[before + i])
    end`,
};

/** A member is `offset:epoch:entry`, for two equal entries would otherwise be one member; its score the offset. */
export const sortedSetScript: LogScript = {
  find: `call("ZRANGEBYSCORE", log, after + 1, after + n)`,
  isOwn: `string.find(found[same + 1], (after + same + 1) .. ":" .. caller .. ":", 1, true) == 1`,
  add: `local middle, members = ":" .. epoch .. ":", { "ZADD", log }
    for i = skip + 1, count do
      members[#members + 1] = base + i
      members[#members + 1] = (base + i) .. middle .. ARGV[before + i]
    end
    call(unpack(members))`,
};
