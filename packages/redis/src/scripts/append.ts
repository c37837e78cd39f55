import { quotedFields } from "./fields.ts";
import { enterFunction } from "./index-entries.ts";
import type { LogScript } from "./logs.ts";

/** Of `expiresAtOf`, in ms. */
const coarse = 120_000;

/** As expiresAtOf has it: kept for long, a stream expires at a whole second. */
const expireAt = `string.format("%.0f", time[1] * 1000 + 1000 + call("HMGET", head, "a")[1])`;

/** The entries that are sent. */
const parts = `local parts = {}
        for i = units + 1, #ARGV, 2 do parts[#parts + 1] = ARGV[i] end`;

/** A cluster announces within the shard that owns the stream. */
export type Publish = "PUBLISH" | "SPUBLISH";

/**
 * Compare and append: the one rule of the store, in one round trip. The two logs differ only in the lines
 * that look up and add entries.
 *
 * Everything is judged before anything is written, for a Lua error after a write keeps that write. Redis
 * checks for free memory at a script's first write only, so the first write decides: empty appends and bare
 * endings begin with PEXPIREAT, which a full server allows (a living producer is never declared lost because
 * its heartbeat was refused, and a stop is always stored); chunks and starts begin with a write that it
 * refuses, whole. TIME is asked once, for it moves within a script. No `#!lua` header: it would refuse all.
 *
 * The expiry is moved by every append, but for one: a producer's next chunks within the same second, where the
 * stream is kept for long. That is most of them, and half of what a replica or an append-only file is sent.
 *
 * PEXPIREAT with a time that is over deletes the key, and HSET then makes it anew, without an expiry: so every
 * HSET has a PEXPIREAT behind it, also where one came before.
 */
export const appendScript = (log: LogScript, publish: Publish): string => `
-- KEYS  1 head (hash)  2 log; beside them, named as the head is, the places of readers, where there are any
--       of a start or an ending, but not on a cluster: 3 the index of what is active; of a start: 4 that of its owner
-- ARGV  1 expectation: a(fter) n(o-stream) u(nchanged) l(ive); "+" behind it: 6 to 15 are there
--       2 after: "incarnation epoch producer"   unchanged, live: incarnation
--       3 after: offset   unchanged: revision
--       4 after: epoch    unchanged: lease end
--       5 after: the notice; a line feed at its end says that the entries are to follow
--       6 terminal  7 closer
--       8 producer  9 lease ms  10 active TTL ms  11 ended TTL ms  (of a start or a takeover)
--       12 incarnation  13 owner  14 kind  (of a start)
--       15 "1": the notice carries the entries
--       and then the units: how many entries, and these, joined by line feeds; and so on. Of one that the notice
--         carries, the offset of its last entry alone
-- Answers, all times in ms but the revision, which is in µs
--       "revision lease": the common case, short because it is the hot one. Epoch and offset are the caller's
--         own, the revision is the time, and the lease begins with it
--       { 1 (2: stored before), offset, revision, lease end, now, epoch }
--       { refusal, entries of this batch that are stored, now, { the head's fields } }
local call = redis.call
local head, log = KEYS[1], KEYS[2]
local time = call("TIME")
-- in µs, six digits of them behind the seconds
local micros = time[2]
if #micros < 6 then micros = string.sub("00000" .. micros, -6) end
local stamp = time[1] .. micros

-- 1. The common case, by itself because it is the hot one: the producer's own next batch or heartbeat,
--    exactly at the head. What is compared names a living term of a stream that is kept for long.
if ARGV[1] == "a" then
  local h = call("HMGET", head, "x", "o", "r", "l")
  -- texts of equal length are compared like their numbers
  if h[1] == ARGV[2] and h[2] == ARGV[3] and #h[3] == #stamp and h[3] < stamp then
    local units = 6
    if #ARGV < units then
      local expireAt = ${expireAt}
      call("PEXPIREAT", head, expireAt)
      call("HSET", head, "r", stamp)
      call("PEXPIREAT", head, expireAt)
      call("PEXPIREAT", log, expireAt)
      call("PEXPIREAT", string.sub(head, 1, -2) .. "p", expireAt)
    else
      local base, skip, epoch, text, made, last = ARGV[3], 0, ARGV[4], ARGV[5], false
      if #ARGV == units then
        local body = string.sub(text, string.find(text, "\\n", 1, true) + 1)
        last = ARGV[units]
        ${log.addUnit}
      else
        last = base
        ${log.add}
      end
      call("HSET", head, "o", last, "r", stamp)
      -- within the second of the append before this one it expires when it did, but for a log that has just come back
      if made or string.sub(h[3], 1, -7) ~= time[1] then
        local expireAt = ${expireAt}
        call("PEXPIREAT", head, expireAt)
        call("PEXPIREAT", log, expireAt)
        call("PEXPIREAT", string.sub(head, 1, -2) .. "p", expireAt)
      end
      if string.byte(text, -1) == 10 then
        ${parts}
        text = text .. table.concat(parts, "\\n")
      end
      redis.pcall("${publish}", string.sub(head, 1, -2) .. "c", text)
    end
    return stamp .. " " .. h[4]
  end
end

-- 2. The whole contract.
local us = tonumber(stamp)
local now = math.floor(us / 1000)
local expectation, plain = string.sub(ARGV[1], 1, 1), #ARGV[1] == 1
local units = plain and 6 or 16
local own, count, body = expectation == "a", 0
if #ARGV == units then
  count, body = ARGV[units] - ARGV[3], string.match(ARGV[5], "\\n(.*)$")
else
  for i = units, #ARGV, 2 do count = count + ARGV[i] end
end
local id = KEYS[3] and string.match(head, "{(.*)}:m$")
local life, producer = string.match(ARGV[2], "^(%S*) ?%S* ?(%S*)$")
local caller = ARGV[4]
local terminal, closer, term, starts = "", "", "", false
if not plain then
  terminal, closer, term, starts = ARGV[6], ARGV[7], ARGV[8], ARGV[12] ~= ""
end
local h = call("HMGET", head, "x", "o", "r", "l", "a", "d", "t", "s")
local exists = type(h[1]) == "string"
local ended = type(h[7]) == "string" and h[7] ~= ""
local from, offset, incarnation, epoch, writer, revision, leaseUntil = 0, 0, "", 0, "", 0, 0
if own then from = tonumber(ARGV[3]) end
if exists then
  offset = math.floor(h[2])
  incarnation, epoch, writer = string.match(h[1], "^(%S*) (%S*) (%S*)")
  epoch = tonumber(epoch)
  -- the revision, and behind it, where it is ahead of the clock, the time of the last append
  local first, second = string.match(h[3], "^(%d+) ?(%d*)$")
  revision = tonumber(first)
  leaseUntil = math.floor((tonumber(second) or revision) / 1000) + h[4]
end

-- how many of n entries behind an offset carry the caller's epoch, counted from the first
local function stored(after, n)
  local same = 0
  if n > 0 then
    ${log.countStored}
  end
  return same
end

local refusal, duplicate
if expectation == "n" then
  refusal = exists and "exists"
elseif not exists then
  refusal = "not-found"
elseif own then
  if incarnation ~= life then
    refusal = "fenced"
  elseif count > 0 and from + count <= offset and stored(from + count - 1, 1) == 1 then
    duplicate = true
  elseif ended then
    refusal = "closed"
  elseif epoch ~= tonumber(caller) then
    refusal = epoch > tonumber(caller) and "fenced" or "gap"
  elseif writer ~= producer then
    refusal = "fenced"
  elseif from > offset then
    refusal = "gap"
  end
elseif incarnation ~= life then
  refusal = "changed"
elseif expectation == "l" then
  refusal = ended and "closed"
elseif revision ~= tonumber(ARGV[3]) or leaseUntil ~= tonumber(ARGV[4]) then
  refusal = "changed"
elseif ended and not starts then
  refusal = "closed"
end

if refusal then
  local kept = own and incarnation == life and count > 0 and stored(from, count) or 0
  return { refusal, kept, now, call("HMGET", head, ${quotedFields}) }
end
if duplicate then
  if ended or epoch ~= tonumber(caller) then
    return { 2, offset, revision, leaseUntil, now, epoch }
  end
  -- it renews a living head of its own, like any append, and does nothing else
  count, terminal, closer, term = 0, "", "", ""
end

local mark = stamp
if revision >= us then
  revision = revision + 1
  mark = string.format("%.0f", revision) .. " " .. stamp
else
  revision = us
end
local lease, ttl, endedTtl = h[4], h[5], h[6]
if term ~= "" then lease, ttl, endedTtl = ARGV[9], ARGV[10], ARGV[11] end
local kept = tonumber(terminal ~= "" and endedTtl or ttl)
if kept >= ${coarse} then kept = kept + 1000 - now % 1000 end
local expireAt = string.format("%.0f", now + kept)
if starts then
  incarnation, epoch, writer, offset = ARGV[12], 1, term, 0
elseif not own then
  epoch = math.max(epoch + 1, now - h[8])
  if term ~= "" then writer = term end
end
local base = own and from or offset
local upTo, skip = math.max(offset, base + count), offset - base
epoch = string.format("%.0f", epoch)

-- a head says in one field whose the living term is, and whether it is one for 1
local state = incarnation .. " " .. epoch .. " " .. writer
if terminal ~= "" then
  state = state .. " ended"
elseif tonumber(ttl) < ${coarse} then
  state = state .. " brief"
end
local set = { "HSET", head, "x", state, "o", upTo, "r", mark }
local function put(field, value)
  set[#set + 1] = field
  set[#set + 1] = value
end
if term ~= "" then
  put("l", lease) put("a", ttl) put("d", endedTtl)
end
if starts then
  put("s", string.format("%.0f", now)) put("w", ARGV[13]) put("k", ARGV[14])
end
if starts or terminal ~= "" then
  put("t", terminal) put("c", closer)
end

local places = string.sub(head, 1, -2) .. "p"
${enterFunction}

local bare = not starts and (count == 0 or (count == 1 and terminal ~= ""))
local function keep()
  call(unpack(set))
  call("PEXPIREAT", head, expireAt)
end
-- a write that changes nothing, since LT puts no expiry off (to 2286): the log may still turn out to be a foreign one
if bare then call("PEXPIREAT", head, "9999999999999", "LT") end
if starts then
  -- first, since what lives must be found: a start that cannot be listed is none
  if KEYS[4] then enter(KEYS[4], id, incarnation, 2 * ttl + endedTtl, 0, 4) end
  if KEYS[3] then enter(KEYS[3], id, incarnation, 2 * ttl, 0, 16) end
  keep()
  -- of an earlier life, or of one whose head was evicted
  call("UNLINK", log, places)
end
if count > skip then
  local last, made = base, false
  ${log.add}
end
if not starts then keep() end
call("PEXPIREAT", log, expireAt)
call("PEXPIREAT", places, expireAt)
if terminal ~= "" and KEYS[3] then call("HDEL", KEYS[3], id) end

if count > 0 or term ~= "" then
  local text = "a " .. incarnation .. " " .. epoch .. " " .. (base + 1) .. " " .. upTo .. " "
  text = text .. (terminal ~= "" and terminal or "-")
  local follows = plain and string.byte(ARGV[5], -1) == 10 or not plain and ARGV[15] == "1"
  if follows then
    ${parts}
    body = table.concat(parts, "\\n")
  end
  if count > 0 and body then text = text .. "\\n" .. body end
  local channels = string.sub(head, 1, -2)
  redis.pcall("${publish}", channels .. "c", text)
  if not own then redis.pcall("${publish}", channels .. "s", text) end
end
return { duplicate and 2 or 1, upTo, revision, now + lease, now, tonumber(epoch) }
`;
