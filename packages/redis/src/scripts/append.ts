import type { LogScript } from "./logs.ts";

/** The fields of a head, in the order in which scripts answer them. */
export const headFields = [
  "i", // incarnation
  "s", // started at, ms
  "e", // epoch
  "o", // offset of the last entry
  "r", // revision, µs
  "u", // lease until, ms
  "p", // producer
  "l", // lease, ms
  "a", // TTL while active, ms
  "d", // TTL after the end, ms
  "t", // terminal, empty while there is none
  "c", // closer, empty while there is none
  "w", // owner: "=" and the name, empty where there is none
  "k", // kind: likewise
] as const;

export const quotedFields: string = headFields.map((field) => `"${field}"`).join(",");

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
 */
export const appendScript = (log: LogScript, publish: Publish): string => `
-- KEYS  1 head (hash)  2 log
-- ARGV  1 expectation: a(fter) n(o-stream) u(nchanged) l(ive)
--       2 incarnation expected
--       3 after: epoch        unchanged: revision
--       4 after: offset       unchanged: lease end
--       5 after: producer
--       6 "1": the notice carries the entries
--       7 index of the last argument before the entries: 7, or 16 where these are there:
--       8 terminal  9 closer
--       10 producer  11 lease ms  12 active TTL ms  13 ended TTL ms  (of a start or a takeover)
--       14 incarnation  15 owner  16 kind  (of a start)
-- Answers, all times in ms but the revision
--       { 1 (2: stored before), epoch, offset, revision, lease end, now }
--       { refusal, entries of this batch that are stored, now, { the head's fields } }
local call = redis.call
local head, log = KEYS[1], KEYS[2]
local expectation, before = ARGV[1], tonumber(ARGV[7])
local count = #ARGV - before
local own = expectation == "a"
local h = call("HMGET", head, "i", "e", "o", "p", "t", "r", "l", "a")
local time = call("TIME")
local us = time[1] * 1e6 + time[2]
local now = math.floor(us / 1000)
local exists = type(h[1]) == "string"
local ended = type(h[5]) == "string" and h[5] ~= ""
local from = own and tonumber(ARGV[4]) or 0

-- how many of n entries behind an offset carry the caller's epoch, counted from the first
local function stored(after, n)
  local found, same = ${log.find}, 0
  while same < n and same < #found and ${log.isOwn} do same = same + 1 end
  return same
end

local refusal, duplicate
if expectation == "n" then
  refusal = exists and "exists"
elseif not exists then
  refusal = "not-found"
elseif own then
  local epoch, offset, last = tonumber(ARGV[3]), tonumber(h[3]), from + count
  if h[1] ~= ARGV[2] then
    refusal = "fenced"
  elseif count > 0 and last <= offset and stored(last - 1, 1) == 1 then
    duplicate = true
    if ended or tonumber(h[2]) ~= epoch then
      local seen = call("HMGET", head, "e", "o", "r", "u")
      return { 2, tonumber(seen[1]), tonumber(seen[2]), tonumber(seen[3]), tonumber(seen[4]), now }
    end
  elseif ended then
    refusal = "closed"
  elseif tonumber(h[2]) ~= epoch then
    refusal = tonumber(h[2]) > epoch and "fenced" or "gap"
  elseif h[4] ~= ARGV[5] then
    refusal = "fenced"
  elseif from > offset then
    refusal = "gap"
  end
elseif h[1] ~= ARGV[2] then
  refusal = "changed"
elseif expectation == "l" then
  refusal = ended and "closed"
else
  local lease = call("HMGET", head, "u")[1]
  if tonumber(h[6]) ~= tonumber(ARGV[3]) or tonumber(lease) ~= tonumber(ARGV[4]) then
    refusal = "changed"
  elseif ended and (before == 7 or ARGV[14] == "") then
    refusal = "closed"
  end
end

if refusal then
  local kept = own and exists and h[1] == ARGV[2] and count > 0 and stored(from, count) or 0
  return { refusal, kept, now, call("HMGET", head, ${quotedFields}) }
end

-- from here on nothing is refused
local revision = exists and math.max(h[6] + 1, us) or us
local key = string.sub(head, 1, -2)

if own and (before == 7 or duplicate) then
  -- the producer's own next batch, its heartbeat, or a batch that it sent again
  local leaseUntil, expireAt, offset = now + h[7], now + h[8], math.floor(h[3])
  if duplicate then count = 0 end
  local last = math.max(offset, from + count)
  if count == 0 then
    call("PEXPIREAT", head, expireAt)
  elseif last > offset then
    local base, epoch, skip = from, ARGV[3], offset - from
    ${log.add}
  end
  call("HSET", head, "o", last, "r", revision, "u", leaseUntil)
  if count > 0 then call("PEXPIREAT", head, expireAt) end
  call("PEXPIREAT", log, expireAt)
  if count > 0 then
    local text = "a " .. ARGV[2] .. " " .. ARGV[3] .. " " .. (from + 1) .. " " .. last .. " -"
    if ARGV[6] == "1" then text = text .. "\\n" .. table.concat(ARGV, "\\n", before + 1) end
    redis.pcall("${publish}", key .. "c", text)
  end
  return { duplicate and 2 or 1, tonumber(ARGV[3]), last, revision, leaseUntil, now }
end

local terminal, closer, producer, starts = ARGV[8], ARGV[9], ARGV[10], ARGV[14] ~= ""
local rest = exists and call("HMGET", head, "s", "d") or {}
local lease, ttl, endedTtl = h[7], h[8], rest[2]
if producer ~= "" then lease, ttl, endedTtl = ARGV[11], ARGV[12], ARGV[13] end
local leaseUntil = now + lease
local expireAt = now + (terminal ~= "" and endedTtl or ttl)
local offset = (starts and 0) or math.floor(h[3])
local base = own and from or offset
local last, skip = math.max(offset, base + count), offset - base
local epoch = "1"
if own then
  epoch = ARGV[3]
elseif not starts then
  epoch = string.format("%.0f", math.max(h[2] + 1, now - rest[1]))
end
local set = { "HSET", head, "e", epoch, "o", last, "r", revision, "u", leaseUntil }
local function put(field, value)
  set[#set + 1] = field
  set[#set + 1] = value
end
if producer ~= "" then
  put("p", producer) put("l", lease) put("a", ttl) put("d", endedTtl)
end
if starts then
  put("i", ARGV[14]) put("s", now) put("w", ARGV[15]) put("k", ARGV[16])
end
if starts or terminal ~= "" then
  put("t", terminal) put("c", closer)
end

local bare = not starts and (count == 0 or (count == 1 and terminal ~= ""))
if bare then call("PEXPIREAT", head, expireAt) end
if starts then
  call(unpack(set))
  -- of an earlier life, or of one whose head was evicted
  call("UNLINK", log)
end
if count > skip then
  ${log.add}
end
if not starts then call(unpack(set)) end
if not bare then call("PEXPIREAT", head, expireAt) end
call("PEXPIREAT", log, expireAt)

if count > 0 or producer ~= "" then
  local life = starts and ARGV[14] or ARGV[2]
  local text = "a " .. life .. " " .. epoch .. " " .. (base + 1) .. " " .. last .. " "
  text = text .. (terminal ~= "" and terminal or "-")
  if ARGV[6] == "1" then text = text .. "\\n" .. table.concat(ARGV, "\\n", before + 1) end
  redis.pcall("${publish}", key .. "c", text)
  if not own then redis.pcall("${publish}", key .. "s", text) end
end
return { 1, tonumber(epoch), last, revision, leaseUntil, now }
`;
