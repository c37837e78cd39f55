import type { Publish } from "./append.ts";
import { quotedFields } from "./fields.ts";

/** Removes one life, head, log and places together; any other life stays. */
export const removeScript = (publish: Publish): string => `
-- KEYS  1 head (hash)  2 log
-- ARGV  1 incarnation meant
-- Answers { "removed" | "not-found" | "changed", now, { the head's fields as they were } }
local head = KEYS[1]
local time = redis.call("TIME")
local now = math.floor((time[1] * 1e6 + time[2]) / 1000)
local seen = redis.call("HMGET", head, ${quotedFields})
if type(seen[1]) ~= "string" then return { "not-found", now, seen } end
if string.match(seen[1], "^%S*") ~= ARGV[1] then return { "changed", now, seen } end
local key, text = string.sub(head, 1, -2), "r " .. ARGV[1]
redis.call("UNLINK", head, KEYS[2], key .. "p")
redis.pcall("${publish}", key .. "c", text)
redis.pcall("${publish}", key .. "s", text)
return { "removed", now, seen }
`;
