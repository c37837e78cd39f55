import { quotedFields } from "../fields.ts";

/**
 * What the scripts of groups begin with. A group is a consumer group of Redis on the log's own key, so it expires and
 * goes with the log. Beside it, both under names that none of ours has:
 * - a second group, "!" and the name, in whose list of pending entries dead letters are kept;
 * - the consumer "!", to whom belongs what was given back.
 *
 * In the head's hash, each value with the life that it is of, since a new life keeps what it does not write:
 * - "h", whom the stream is kept for: "incarnation ttl group group …";
 * - "p group id", of an entry of several events of which some are settled: "incarnation flags", a flag for each: 0 for
 *   one that is open, 1 for an acknowledged one, x for a dead one.
 *
 * Every script is given: KEYS 1 head (hash) 2 log (stream); ARGV 1 the incarnation that is meant, or nothing. Every one
 * may answer { "not-found", now } and { "changed" | "trimmed", now, { the head's fields } }.
 */
export const opening: string = `
local call = redis.call
local head, log = KEYS[1], KEYS[2]
local time = call("TIME")
local now = math.floor((time[1] * 1e6 + time[2]) / 1000)
local seen = call("HMGET", head, ${quotedFields})
if type(seen[1]) ~= "string" then return { "not-found", now } end
local life = string.match(seen[1], "^%S*")
if ARGV[1] ~= "" and ARGV[1] ~= life then return { "changed", now, seen } end
local offset, ended = tonumber(seen[3]), string.find(seen[1], " ended", 1, true)

-- by name, what is known of each group; nil where the log is gone
local function groups()
  local listed, named = redis.pcall("XINFO", "GROUPS", log), {}
  if listed.err then return nil end
  for _, fields in ipairs(listed) do
    local group = {}
    for i = 1, #fields, 2 do group[fields[i]] = fields[i + 1] end
    group.delivered = tonumber(string.match(group["last-delivered-id"], "^%d+"))
    named[group.name] = group
  end
  return named
end

local function isThrough(group)
  return group and ended and group.delivered >= offset and group.pending == 0
end
`;

/** The part of the scripts that hand out and settle: about the group in `ARGV[2]` and the consumer in `ARGV[3]`. */
export const membership: string = `
local name, consumer = ARGV[2], ARGV[3]

-- { id, consumer, idle ms, deliveries } of a pending entry; nil where it is none, or not of the one that is meant
local function pending(id, of)
  if of then return call("XPENDING", log, name, id, id, 1, of)[1] end
  return call("XPENDING", log, name, id, id, 1)[1]
end

local function field(id) return "p " .. name .. " " .. id end

-- of an entry of several events; nil where none of them is settled
local function flagsOf(id)
  local kept = call("HMGET", head, field(id))[1]
  local of, flags = string.match(kept or "", "^(%S*) (%S*)$")
  if of == life then return flags end
end
`;

/** Lets a stream go once all are through that it was kept for. */
export const releasing: string = `
local function release(named)
  local of, ttl, held = string.match(call("HMGET", head, "h")[1] or "", "^(%S*) (%S*) (.*)$")
  if of ~= life then return end
  for name in string.gmatch(held, "%S+") do
    if not isThrough(named[name]) then return end
  end
  call("HDEL", head, "h")
  -- as expiresAtOf has it, counted from the last append
  local first, second = string.match(seen[4], "^(%d+) ?(%d*)$")
  local last = math.floor((tonumber(second) or tonumber(first)) / 1000)
  local kept = now - last + tonumber(ttl)
  if kept >= tonumber(seen[7]) then return end
  local expireAt = last + kept
  if kept >= 120000 then expireAt = last - last % 1000 + 1000 + kept end
  expireAt = string.format("%.0f", expireAt)
  call("HSET", head, "d", string.format("%.0f", kept))
  call("PEXPIREAT", head, expireAt)
  call("PEXPIREAT", log, expireAt)
  call("PEXPIREAT", string.sub(head, 1, -2) .. "p", expireAt)
end
`;
