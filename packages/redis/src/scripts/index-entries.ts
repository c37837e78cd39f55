/**
 * An index is a hash: the id of a stream, and what is known of it: `till settled incarnation`. At `till`, in s since
 * 1970, the stream is gone for certain, as long as its producer's signs of life renew the entry. Before `settled` a
 * start may be on its way that will make it true (on a cluster alone, where the index is on another server). An entry is
 * a hint: who reads it looks at the head, and takes away what does not hold.
 */

/**
 * Puts a stream in, or renews it. To be called by a script in which `call` is `redis.call` and `time` what TIME answered.
 * An index expires at a whole minute, after all that it names: so its expiry is moved once a minute, not with each start.
 */
export const enterFunction: string = `
local function minuteAfter(keptMs)
  local till = time[1] + math.ceil(keptMs / 1000)
  return till + 60 - till % 60
end
local function enter(index, id, life, keptMs, settled, often)
  local till = minuteAfter(keptMs)
  call("HSET", index, id, till .. " " .. settled .. " " .. life)
  if call("PEXPIRETIME", index) < till * 1000 then call("PEXPIREAT", index, till .. "000") end
  -- what nobody reads is cleared away by and by: who leaves one entry meets two, or half a one
  if time[2] % often == 0 then
    local some = call("HRANDFIELD", index, 8, "WITHVALUES") or {}
    for i = 2, #some, 2 do
      local till = string.match(some[i], "^%d+") or 0
      if tonumber(till) < tonumber(time[1]) then
        call("HDEL", index, some[i - 1])
      end
    end
  end
end`;

/** By itself: for a start on a cluster, and for signs of life. */
export const enterScript: string = `
-- KEYS  the indexes
-- ARGV  1 id  2 incarnation  3 "" of a sign of life; of a start, in s, how long it may be on its way
--       4 and so on: how long to keep it in each index, in ms
-- Answers nothing.
local call = redis.call
local time = call("TIME")
${enterFunction}
for i, index in ipairs(KEYS) do
  local life, settled = ARGV[2], 0
  if ARGV[3] ~= "" then
    settled = time[1] + ARGV[3]
  else
    -- a server whose memory is full takes what begins with this
    call("PEXPIREAT", index, minuteAfter(ARGV[3 + i]) .. "000", "GT")
    -- a start that is on its way is not to be taken for settled
    local known = call("HMGET", index, ARGV[1])[1]
    local by, of = string.match(known or "", "^%d+ (%d+) (.*)$")
    if of then settled, life = by, of end
  end
  enter(index, ARGV[1], life, ARGV[3 + i], settled, 4)
end
`;

/** Takes out what is no longer true; of one life each, so that it never takes out a later one. */
export const leaveScript: string = `
-- KEYS  the indexes
-- ARGV  1 "1": also what may be on its way, for its life has been seen
--       and then id, incarnation, and so on
-- Answers nothing.
local call = redis.call
local now = tonumber(call("TIME")[1])
for _, index in ipairs(KEYS) do
  for i = 2, #ARGV, 2 do
    local known = call("HMGET", index, ARGV[i])[1]
    local settled, life = string.match(known or "", "^%d+ (%d+) (.*)$")
    if life == ARGV[i + 1] and (ARGV[1] == "1" or tonumber(settled) <= now) then
      call("HDEL", index, ARGV[i])
    end
  end
end
`;
