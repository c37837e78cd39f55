import type { StreamId, TenantId } from "@segno/core";
import { tenantNames } from "../../arbitraries/names.ts";
import { begin } from "../../kit/acting.ts";
import { removed, textsOf } from "../../kit/answers.ts";
import { listen } from "../../kit/ears.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import { asTenant } from "../../kit/tenants.ts";
import type { Trial } from "../../kit/trial.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";
import { listed } from "./catalogue.ts";

type Named = { readonly name: string; readonly trial: Trial };

/** Every name, and what has none. */
const everyone = (trial: Trial): readonly Named[] => [
  { name: "no tenant", trial },
  ...tenantNames.map((tenant) => ({
    name: `the tenant ${JSON.stringify(tenant)}`,
    trial: asTenant(trial, tenant),
  })),
];

/** A new name for which there is nothing yet. */
const unused = (trial: Trial): TenantId => `tenant-${trial.ulid()}` as TenantId;

export const tenantLaws: readonly AdapterLaw[] = [
  {
    name: "whatever tenants are called, one id is another stream for each of them",
    promise: "P17",
    check: async (trial) => {
      const all = everyone(trial);
      for (const id of [trial.id(), trial.named(`a:b.${trial.ulid()}`)]) {
        const writers = await Promise.all(
          all.map(({ trial: own, name }) => begin(own, { id, entries: ["started", `of ${name}`] })),
        );
        for (const [at, { name, trial: own }] of all.entries()) {
          same(await textsOf(own, id), ["started", `of ${name}`], `${name} reads its own`);
          const { incarnation } = writers[at] ?? {};
          same((await own.store.head(id)).head?.incarnation, incarnation, `${name} has its life`);
        }
        for (const [at, { name, trial: own }] of all.entries()) {
          const writer = writers[at];
          if (writer) removed(await own.store.remove(id, writer.incarnation));
          same((await own.store.head(id)).head, null, `${name} removed its own`);
          const next = all[at + 1];
          if (next)
            demand((await next.trial.store.head(id)).head !== null, `${next.name} kept its`);
        }
      }
    },
  },
  {
    name: "a tenant lists its own streams, also with a cursor of another",
    promise: "P17",
    check: async (trial) => {
      const [one, other] = [asTenant(trial, unused(trial)), asTenant(trial, unused(trial))];
      const own = new Set<StreamId>();
      for (let at = 0; at < 6; at++) {
        own.add((await begin(one)).id);
        await begin(other);
        await begin(trial);
      }
      const { cursor } = await other.catalogue.list({ limit: 1 });
      same([...(await listed(one, 2)).keys()].sort(), [...own].sort(), "A tenant lists its own");
      if (cursor === null) return;
      const { streams } = await one.catalogue
        .list({ limit: 1000, cursor })
        .catch(() => ({ streams: [] }));
      for (const { id } of streams) demand(own.has(id), `${id} is another tenant's.`);
    },
  },
  {
    name: "a tenant hears of its own streams alone",
    promise: "P17",
    check: async (trial) => {
      const id = trial.id();
      const all = everyone(trial);
      const ears = await Promise.all(all.map(({ trial: own }) => listen(own, id, "events")));
      for (const { trial: own } of all) await begin(own, { id });
      for (const [at, { name }] of all.entries()) {
        await ears[at]?.hears(1, `${name} heard nothing of its own stream.`);
      }
      await trial.pass(trial.brief(50));
      for (const [at, { name }] of all.entries()) {
        same(ears[at]?.heard.length, 1, `${name} hears of one start`);
        await ears[at]?.close();
      }
    },
  },
  {
    name: "closing a tenant's adapter silences its listeners alone, and leaves what is stored",
    promise: "P13",
    check: async (trial) => {
      const [name, id] = [unused(trial), trial.id()];
      const [one, again] = [asTenant(trial, name), asTenant(trial, name)];
      const others = [again, asTenant(trial, unused(trial)), trial];
      const silenced = await listen(one, id, "events");
      const ears = await Promise.all(others.map((other) => listen(other, id, "events")));
      await one.close();
      await one.close();
      for (const [at, other] of others.entries()) {
        const begun = begin(other, { id, entries: ["started", "a"] });
        const wrote = await begun.then(() => true).catch(() => false);
        demand(wrote, "Who stayed can write nothing any more.");
        await ears[at]?.hears(1, "One who stayed heard nothing.");
        same(await textsOf(other, id), ["started", "a"], "Who stayed reads what it wrote");
        await ears[at]?.close();
      }
      await trial.pass(trial.brief(50));
      same(silenced.heard, [], "Who left hears nothing");
      const late = listen(one, id, "events").then(() => "it may");
      same(await late.catch(() => "it may not"), "it may not", "Who left listens anew");
      same(await textsOf(asTenant(trial, name), id), ["started", "a"], "What is stored stays");
    },
  },
  {
    name: "a tenant has no tenants of its own",
    promise: "P17",
    check: async (trial) => {
      const { forTenant } = asTenant(trial, unused(trial));
      same(forTenant === undefined, true, "The adapter of a tenant declares no tenants");
    },
  },
];
