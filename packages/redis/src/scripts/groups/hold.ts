import { opening, releasing } from "./common.ts";

/** Keeps a life for groups. */
export const holdScript: string = `
-- ARGV 2 "ttl group group …"
-- Answers { 1, now }
${opening}${releasing}
call("HSET", head, "h", life .. " " .. ARGV[2])
release(groups() or {})
return { 1, now }
`;
