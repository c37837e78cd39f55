import { SegnoError } from "@segno/core";
import type { Durability, RedisWarning } from "../options.ts";
import type { Client } from "./client.ts";

/** A field of what INFO says. */
export const infoField = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];

const oldest = 7;

const warningsOf = (info: string, durability: Durability): RedisWarning[] => {
  const warnings: RedisWarning[] = [];
  const policy = infoField(info, "maxmemory_policy");
  if (policy !== undefined && policy !== "noeviction") {
    warnings.push({
      code: "eviction",
      message:
        `maxmemory-policy is ${policy}: when its memory is full, Redis deletes whole streams, ended or not, before ` +
        "they expire; their followers end with `deleted` or `trimmed`. Set it to noeviction: then appends are " +
        "refused instead, and what is stored stays.",
    });
  }
  if (infoField(info, "aof_enabled") === "0") {
    warnings.push({
      code: "no-append-only-file",
      message:
        "The append-only file is off: when the server stops or crashes, every stream since its last snapshot is " +
        "lost (all of them, where it takes none). Set appendonly yes; appendfsync everysec then loses at most " +
        "about a second, which living producers send again, and appendfsync always nothing.",
    });
  }
  if (infoField(info, "role") === "slave") {
    warnings.push({
      code: "replica",
      message:
        "The server is a replica: it refuses every append, and reads from it may be behind. Connect to the master.",
    });
  }
  if (durability === "replicated" && infoField(info, "connected_slaves") === "0") {
    warnings.push({
      code: "no-replica",
      message:
        'durability is "replicated", and the server has no replica: every start, chunk and ending is refused as ' +
        "store-unavailable until one has joined.",
    });
  }
  return warnings;
};

const isReply = (error: unknown): error is Error =>
  error instanceof Error && error.name === "ReplyError";

/**
 * One INFO: throws where the server is too old, and returns what its settings would lose; null where the
 * connection closed before the answer came.
 */
export const checkServer = async (
  client: Pick<Client, "info">,
  durability: Durability = "stored",
): Promise<RedisWarning[] | null> => {
  let info: string;
  try {
    info = String(await client.info());
  } catch (error) {
    if (!isReply(error)) return null;
    const message = `The server's settings could not be checked: ${error.message}`;
    return [{ code: "unchecked", message }];
  }
  const version = infoField(info, "redis_version");
  if (version !== undefined && Number.parseInt(version, 10) < oldest) {
    throw new SegnoError(
      "unsupported-server",
      `Redis ${version} is too old: ${oldest}.0 is the oldest that will do.`,
    );
  }
  return warningsOf(info, durability);
};
