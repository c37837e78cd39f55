/** Puts a log that was written anew in the place of the one it was made of, if that is still the log of this ended life. */
export const swapScript = (hasGroups: boolean): string => `
-- KEYS  1 head (hash)  2 log  3 draft
-- ARGV  1 incarnation  2 offset of the last entry
-- Answers what came of it: "compacted" or why not
local call = redis.call
local head, log, draft = KEYS[1], KEYS[2], KEYS[3]
local function drop(answer)
  call("UNLINK", draft)
  return answer
end
local h = call("HMGET", head, "x", "o", "t")
if type(h[1]) ~= "string" then return drop("not-found") end
if string.match(h[1], "^%S*") ~= ARGV[1] or h[2] ~= ARGV[2] then return drop("changed") end
if type(h[3]) ~= "string" or h[3] == "" then return drop("active") end
-- their places are in the log itself
${hasGroups ? 'if #call("XINFO", "GROUPS", log) > 0 then return drop("grouped") end' : ""}
local expireAt = call("PEXPIRETIME", head)
call("RENAME", draft, log)
call("PEXPIREAT", log, string.format("%.0f", expireAt))
return "compacted"
`;
