import { bytes } from "../output/units.ts";
import { type Check, ok, wrong } from "./check.ts";

const fieldOf = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];

const oldest = 7;

const version = (info: string): Check => {
  const found = fieldOf(info, "redis_version") ?? "?";
  return Number.parseInt(found, 10) >= oldest
    ? ok("version", found)
    : wrong("version", "fail", found, `Redis ${oldest}.0 or newer is needed.`);
};

const role = (info: string): Check =>
  fieldOf(info, "role") === "slave"
    ? wrong("role", "fail", "replica", "Connect to the master: a replica takes no appends.")
    : ok("role", `master, ${fieldOf(info, "connected_slaves") ?? "0"} replicas`);

const policy = (info: string): Check => {
  const found = fieldOf(info, "maxmemory_policy") ?? "?";
  const advice =
    "Set maxmemory-policy noeviction: with this one, whole streams go when memory is full.";
  return found === "noeviction" ? ok("eviction", found) : wrong("eviction", "warn", found, advice);
};

const memory = (info: string): Check => {
  const used = Number(fieldOf(info, "used_memory"));
  const limit = Number(fieldOf(info, "maxmemory") ?? 0);
  if (!(limit > 0)) return ok("memory", `${bytes(used)} used, maxmemory not set`);
  const share = used / limit;
  const found = `${bytes(used)} of ${bytes(limit)} used (${Math.round(share * 100)} %)`;
  const advice = "When it is full, appends are refused: raise maxmemory, or shorten --ended-ttl.";
  if (share >= 0.95) return wrong("memory", "fail", found, advice);
  return share >= 0.8 ? wrong("memory", "warn", found, advice) : ok("memory", found);
};

const persistence = (info: string): Check => {
  const broken = ["aof_last_write_status", "rdb_last_bgsave_status"].find(
    (name) => (fieldOf(info, name) ?? "ok") !== "ok",
  );
  if (broken !== undefined) {
    const advice = "The disk is full, or broken: what is written now may be lost.";
    return wrong("persistence", "fail", `${broken} is not ok`, advice);
  }
  return fieldOf(info, "aof_enabled") === "0"
    ? wrong(
        "persistence",
        "warn",
        "the append-only file is off",
        "Set appendonly yes, or a crash loses every stream since the last snapshot.",
      )
    : ok("persistence", "the append-only file is on");
};

const all = { version, role, eviction: policy, memory, persistence } as const;

/** What the server says of itself (`INFO`); null where it may not be asked. */
export const settingsChecks = (info: string | null): readonly Check[] =>
  Object.entries(all).map(([name, check]) =>
    info === null
      ? wrong(
          name,
          "unknown",
          "INFO is refused",
          "Give this user +info, or ask who runs the server.",
        )
      : check(info),
  );
