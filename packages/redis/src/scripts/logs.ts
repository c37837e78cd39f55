/**
 * The lines of the append script in which the two logs differ. What is appended comes in units: some entries of one
 * batch, joined by line feeds, which no entry holds.
 */
export type LogScript = {
  /** Sets `same` to how many of `n` entries behind `after` carry the epoch `caller`, counted from the first. */
  readonly countStored: string;
  /**
   * Adds the units `ARGV[units], ARGV[units + 1] …` (how many entries; the entries, else `body`, which has `count`)
   * behind the offset `base`, of the epoch `epoch` (a string), but for the first `skip` entries. Leaves the offset of
   * the last one in `last`, and in `made` whether there was no log.
   */
  readonly add: string;
  /** The same for `body` as it is, whose last entry has the offset `last`. */
  readonly addUnit: string;
};

const addStreamUnit = (data: string): string => `local id = last .. "-" .. epoch
      if not call("XADD", log, "NOMKSTREAM", id, "d", ${data}) then
        made = true
        call("XADD", log, id, "d", ${data})
      end`;

const addMembers = (from: string) => `made = call("PEXPIRETIME", log) == -2
    local middle, members = ":" .. epoch .. ":", { "ZADD", log }
    ${from}
    call(unpack(members))`;

const addMember = `members[#members + 1] = last
        members[#members + 1] = last .. middle .. entry`;

/**
 * A unit is one entry of the stream: its id is `offset-epoch` of its last event, so that a reader after any offset
 * finds it with a range. One field name for all, since different names cost memory.
 */
export const streamsScript: LogScript = {
  countStored: `for _, unit in ipairs(call("XRANGE", log, after + 1, "+", "COUNT", n)) do
      local upTo, epoch = string.match(unit[1], "^(%d+)%-(.*)$")
      local _, before = string.gsub(unit[2][2], "\\n", "")
      before = (string.match(unit[2][2], "^z(%d+)") or 1) + before - 1
      if epoch ~= caller or upTo - before > after + same + 1 then break end
      same = math.min(n, upTo - after)
      if same == n then break end
    end`,
  add: `for i = units, #ARGV, 2 do
      local data, n = ARGV[i + 1] or body, ARGV[i + 1] and ARGV[i] or count
      last = last + n
      for _ = 1, skip - (last - n - base) do
        data = string.sub(data, (string.find(data, "\\n", 1, true) or #data) + 1)
      end
      if data ~= "" then
        ${addStreamUnit("data")}
      end
    end`,
  addUnit: addStreamUnit("body"),
};

/** A member is `offset:epoch:entry`, for two equal entries would otherwise be one member; its score the offset. */
export const sortedSetScript: LogScript = {
  countStored: `for _, member in ipairs(call("ZRANGEBYSCORE", log, after + 1, "+inf", "LIMIT", 0, n)) do
      local upTo, epoch = string.match(member, "^(%d+):(%d+):")
      local before = (string.match(member, "^%d+:%d+:z(%d+)") or 1) - 1
      if epoch ~= caller or upTo - before > after + same + 1 then break end
      same = math.min(n, upTo - after)
      if same == n then break end
    end`,
  add: addMembers(`for i = units, #ARGV, 2 do
      for entry in string.gmatch(ARGV[i + 1] or body, "[^\\n]+") do
        last = last + 1
        if last > base + skip then
          ${addMember}
        end
      end
    end`),
  addUnit: addMembers(`last = base + 0
    for entry in string.gmatch(body, "[^\\n]+") do
      last = last + 1
      ${addMember}
    end`),
};
