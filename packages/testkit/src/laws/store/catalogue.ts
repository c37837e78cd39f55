import { type Head, type HeadFilter, matches, type StreamId } from "@segno/core";
import { begin, type Writer } from "../../kit/acting.ts";
import { headOf, removed } from "../../kit/answers.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Trial } from "../../kit/trial.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

/** A whole walk, and what the filter matches of it; `between` happens after each page. */
export const listed = async (
  { catalogue }: Trial,
  limit = 1000,
  between: () => Promise<void> = async () => {},
  filter: HeadFilter = {},
): Promise<ReadonlyMap<StreamId, Head>> => {
  const found = new Map<StreamId, Head>();
  let cursor: string | null = null;
  for (let pages = 0; ; pages++) {
    demand(pages < 100_000, "A walk through the catalogue does not end.");
    const asked = { limit, filter };
    const page = await catalogue.list(cursor === null ? asked : { ...asked, cursor });
    for (const { id, head } of page.streams) {
      if (matches(filter, head, page.now)) found.set(id, head);
    }
    cursor = page.cursor;
    if (cursor === null) return found;
    await between();
  }
};

export const catalogueLaws: readonly AdapterLaw[] = [
  {
    name: "a walk finds what lives throughout, whatever comes and goes meanwhile",
    promise: "P18",
    check: async (trial) => {
      const kept: Writer[] = [];
      const passing: Writer[] = [];
      for (let at = 0; at < 30; at++) (at % 3 ? kept : passing).push(await begin(trial));
      const found = await listed(trial, 4, async () => {
        const leaving = passing.shift();
        if (leaving) removed(await trial.store.remove(leaving.id, leaving.incarnation));
        if (passing.length > 4) await begin(trial);
      });
      for (const { id } of kept)
        demand(found.has(id), `${id} lived throughout, but was not listed.`);
    },
  },
  {
    name: "it lists heads as the store knows them, live and ended, but not what was removed",
    promise: "P18",
    check: async (trial) => {
      const live = await begin(trial, { owner: "ann", kind: "chat" });
      const ended = await begin(trial);
      await ended.end();
      const away = await begin(trial);
      removed(await trial.store.remove(away.id, away.incarnation));
      const found = await listed(trial);
      for (const { id } of [live, ended]) {
        same(found.get(id), await headOf(trial, id), `The listed head of ${id} is its head`);
      }
      same(found.has(away.id), false, "What was removed is not listed");
    },
  },
];
