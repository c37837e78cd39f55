import type { StreamId } from "@segno/core";
import type { Redis } from "ioredis";
import { createKeys } from "../../src/keys.ts";

/** A copy of a stream; what it gives puts the copy back, as a failover to a lagging replica would. */
export const rewinding =
  (admin: Pick<Redis, "multi">, prefix: string) =>
  async (id: StreamId): Promise<() => Promise<void>> => {
    const keys = createKeys(prefix);
    const names = [keys.head(id), keys.log(id), keys.cursors(id)];
    const copying = admin.multi();
    for (const name of names) copying.dumpBuffer(name).pexpiretime(name);
    const replies = (await copying.exec()) ?? [];
    const copies = names.map((name, i) => ({
      name,
      dump: replies[i * 2]?.[1] as Buffer | null,
      at: Number(replies[i * 2 + 1]?.[1]),
    }));
    return async () => {
      const restoring = admin.multi();
      for (const { name, dump, at } of copies) {
        if (dump === null) restoring.unlink(name);
        else restoring.restore(name, Math.max(0, at), dump, "REPLACE", "ABSTTL");
      }
      for (const [error] of (await restoring.exec()) ?? []) if (error) throw error;
    };
  };
