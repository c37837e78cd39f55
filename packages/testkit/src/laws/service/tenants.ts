import type { Streams } from "@segno/core";
import fc from "fast-check";
import { noTenantNames, streamId, tenantNames } from "../../arbitraries/names.ts";
import { codeFrom, codeOf, type Reader, reader, wholeLife, wordsOf } from "../../kit/audience.ts";
import { declared, demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said, Stage } from "../../kit/stage.ts";
import type { ServiceLaw } from "./law-of-service.ts";

/** A process that serves tenants. Not tried where the adapter knows none. */
const serving = (stage: Stage): Streams<Said> => {
  declared(stage.trial.forTenant, "tenants");
  return stage.process();
};

/** Some that differ in little, and what has none. */
const some = (streams: Streams<Said>): readonly Streams<Said>[] => [
  streams,
  ...tenantNames.slice(0, 6).map((tenant) => streams.forTenant(tenant)),
];

const codeThrown = (call: () => unknown): unknown => {
  try {
    return { gave: String(call()) };
  } catch (error) {
    return codeOf(error);
  }
};

type Story = {
  readonly tenants: readonly string[];
  readonly ids: readonly string[];
  readonly owner: string;
  readonly reader: string;
};

export const tenantServiceLaws: readonly ServiceLaw[] = [
  {
    name: "tenants write, follow, stop and list streams of one id apart",
    promise: "P17",
    check: async (stage) => {
      const id = stage.trial.id();
      const all = some(serving(stage));
      const readers = all.map((streams) => reader(streams.follow(id)));
      for (const [at, streams] of all.entries()) {
        const writer = await stage.until(streams.start(id, { owner: "ann" }), "a start");
        await stage.until(writer.write({ content: `${at}` }), "a write");
      }
      for (const [at, streams] of all.entries()) {
        const { incarnation } = await stage.until(streams.describe(id), "a look");
        await stage.until(streams.stop(id, { incarnation }), "a stop");
        const seen = await stage.until((readers[at] as Reader).done, "a reader");
        wholeLife(seen, [`${at}`], "stopped", `The reader of number ${at}`);
        for (const later of readers.slice(at + 1)) {
          const heard = later.events.some(({ type }) => type === "stopped");
          demand(!heard, "One tenant's stop ended another's stream.");
        }
      }
    },
  },
  {
    name: "what is no tenant's name is refused, and so are tenants of tenants",
    promise: "P17",
    check: async (stage) => {
      const streams = serving(stage);
      for (const name of noTenantNames) {
        const code = codeThrown(() => streams.forTenant(name));
        demand(code === "invalid-options", `${JSON.stringify(name)} is taken for a tenant.`);
      }
      const nested = codeThrown(() => streams.forTenant("a").forTenant("b"));
      same(nested, "unsupported", "A tenant of a tenant");
    },
  },
  {
    name: "closing a tenant's streams ends what is its own; closing all ends the rest",
    promise: "P13",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = serving(stage);
      const all = some(streams);
      const [, one] = all;
      if (!one) return;
      for (const tenant of all) await stage.until(tenant.start(id), "a start");
      const readers = all.map((tenant) => reader(tenant.follow(id)));
      await stage.eventually(
        () => readers.every(({ events }) => events.length > 0),
        "Everybody reads.",
      );
      await stage.until(one.close(), "closing a tenant");
      await stage.until((readers[1] as Reader).done, "the closed tenant's reader");
      same(await codeFrom(one.read(id)), "closed", "The closed tenant is asked");
      for (const [at, tenant] of all.entries()) {
        if (tenant === one) continue;
        const { status } = await stage.until(tenant.describe(id), "a look");
        same(status, "active", `Number ${at} goes on`);
      }
      const again = streams.forTenant(tenantNames[0] ?? "");
      const ended = await stage.until(again.describe(id), "a look at what was closed");
      same(ended.status, "failed", "What was closed is abandoned");
      await stage.until(streams.close(), "closing all");
      for (const { done } of readers) await stage.until(done, "a reader");
      for (const tenant of [...all, again]) {
        same(await codeFrom(tenant.read(id)), "closed", "All are closed");
      }
      await stage.eventually(() => stage.counts.open === 0, "Subscriptions are left behind.");
    },
  },
  {
    name: "a tenant that is asked for anew with each call shares its readers' way to the store",
    promise: "P14",
    calm: true,
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = serving(stage);
      const tenant = () => streams.forTenant("ann");
      const writer = await stage.until(tenant().start(id), "a start");
      const first = reader(tenant().follow(id));
      await stage.eventually(() => first.events.length === 1, "The first reads.");
      await stage.eventually(() => stage.counts.open === 2, "Writer and reader listen.");
      const more = Array.from({ length: 10 }, () => reader(tenant().follow(id)));
      await stage.eventually(() => more.every(({ events }) => events.length === 1), "All read.");
      same(stage.counts.open, 2, "Eleven readers and a writer listen twice");
      await stage.until(writer.write({ content: "a" }), "a write");
      await stage.until(writer.complete(), "the completion");
      for (const { done } of [first, ...more]) {
        same(wordsOf((await stage.until(done, "a reader")).events), ["a"], "Each reads all of it");
      }
    },
  },
  {
    name: "ids, owners, readers and cursors of one tenant mean nothing to another, whatever they are called",
    promise: "P17",
    calm: true,
    check: async (stage) => {
      const streams = serving(stage);
      const name = fc.constantFrom(...tenantNames);
      const story = fc.record({
        tenants: fc.uniqueArray(name, { minLength: 2, maxLength: 2 }),
        ids: fc.uniqueArray(streamId, { minLength: 2, maxLength: 3 }),
        owner: name,
        reader: name,
      });
      const check = async ({ tenants, ids, owner, reader: who }: Story): Promise<void> => {
        const [one, other] = tenants.map((tenant) => streams.forTenant(tenant));
        if (!one || !other) return;
        for (const id of ids) {
          for (const [at, tenant] of [one, other].entries()) {
            const writer = await stage.until(tenant.start(id, { owner }), "a start");
            await stage.until(writer.write({ content: `${at}` }), "a write");
            await stage.until(writer.complete(), "its completion");
          }
          const { position } = await stage.until(one.describe(id), "a look");
          if (!stage.trial.cursors) continue;
          await stage.until(one.ack(id, who, position), "an acknowledgement");
          const read = await stage.until(other.playedUntil(id, who), "another's place");
          same(read, null, "A reader's place in another tenant's stream");
        }
        const asked = { owner, limit: 1 };
        const { cursor } = await stage.until(one.list(asked), "a page");
        if (cursor !== null) {
          const code = await stage.until(codeFrom(other.list({ ...asked, cursor })), "a page");
          same(code, "invalid-cursor", "Another tenant's cursor");
        }
        const erased = await stage.until(one.erase({ owner }), "an erasure");
        same([...erased.streams].sort(), [...ids].sort(), "What one tenant erases");
        for (const id of ids) {
          const seen = await stage.until(reader(other.follow(id)).done, "a reader");
          wholeLife(seen, ["1"], "completed", "The other tenant's reader");
        }
        await stage.until(other.erase({ owner }), "the other's erasure");
      };
      const numRuns = stage.trial.runs(25);
      await fc.assert(fc.asyncProperty(story, check), { seed: stage.trial.seed, numRuns });
    },
  },
];
