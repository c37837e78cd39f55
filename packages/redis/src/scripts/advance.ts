import { maxReaders } from "@segno/core";
import type { Publish } from "./append.ts";
import type { LogScript } from "./logs.ts";

/**
 * A sign of life of a reader, and its place, which moves on and never back. The places of a stream are in one hash, a
 * field for each reader, made with the first of them; its expiry is the head's from then on: each append that moves
 * that one moves this one too. What has a head of another life beside it, or none, is never answered.
 */
export const advanceScript = (log: LogScript, publish: Publish): string => `
-- KEYS  1 head (hash)  2 log  3 places (hash)
-- ARGV  1 reader  2 incarnation  3 epoch  4 offset, 0: a sign of life alone  5 lease ms, empty: as it is
-- Answers { "noted", now, the place: "incarnation epoch offset seen-at lease", "-" where there is none }
--         { refusal, now }
local call = redis.call
local head, log, places, reader = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
local time = call("TIME")
local now = string.format("%.0f", math.floor((time[1] * 1e6 + time[2]) / 1000))
local h = call("HMGET", head, "x", "o")
if type(h[1]) ~= "string" then return { "not-found", now } end
local life, caller, offset = string.match(h[1], "^%S*"), ARGV[3], tonumber(ARGV[4])
if life ~= ARGV[2] then return { "changed", now } end
if offset > tonumber(h[2]) then return { "ahead", now } end
if offset > 0 then
  local after, n, same = offset - 1, 1, 0
  ${log.countStored}
  if same == 0 then return { "diverged", now } end
end

local known = call("HMGET", places, reader)[1]
if not known and call("HLEN", places) >= ${maxReaders} then return { "full", now } end
local place, lease = caller .. " " .. ARGV[4], ARGV[5]
if known then
  local of, epoch, at, before = string.match(known, "^(%S+) (%S+) (%S+) %S+ (%S+)$")
  if of == life then
    if tonumber(at) >= offset then place = epoch .. " " .. at end
    if lease == "" then lease = before end
  end
end
if lease == "" then lease = "-" end
local noted = life .. " " .. place .. " " .. now .. " " .. lease
call("HSET", places, reader, noted)
local expireAt = not known and call("PEXPIRETIME", head) or 0
if expireAt > 0 then call("PEXPIREAT", places, expireAt) end
if lease ~= "-" then
  local at = string.match(place, "%S+$")
  redis.pcall("${publish}", string.sub(head, 1, -2) .. "a", "k " .. life .. " " .. at .. " " .. reader)
end
return { "noted", now, noted }
`;
