import { begin, beginAgain, stop } from "../../kit/acting.ts";
import { headOf, refused, removed, textsOf, unread, untouched } from "../../kit/answers.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

export const removalLaws: readonly AdapterLaw[] = [
  {
    name: "removal takes head and log together",
    promise: "P15",
    check: async (trial) => {
      for (const ending of [false, true]) {
        const writer = await begin(trial);
        const { id } = writer;
        await writer.write("a", "b");
        if (ending) await writer.end();
        removed(await trial.store.remove(id, writer.incarnation));
        same((await trial.store.head(id)).head, null, "A removed stream has no head");
        const { head, log } = await trial.store.expiry(id);
        same([head, log], [null, null], "Nothing of it is kept");
        unread(await trial.store.read(id, null, 10), "not-found", "Reading what was removed");
        refused(await writer.send({ entries: ["c"] }), "not-found", "Its producer's append");
        refused(await stop(trial, id, writer.incarnation), "not-found", "A stop of it");
        refused(await trial.store.remove(id, writer.incarnation), "not-found", "A second removal");
        await begin(trial, { id });
        same(await textsOf(trial, id), ["started"], "A new life holds nothing of the old");
      }
    },
  },
  {
    name: "removal names its life: any other stays",
    promise: "P5",
    check: async (trial) => {
      const old = await begin(trial);
      const { id } = old;
      const next = await beginAgain(trial, id, await headOf(trial, id));
      const late = await untouched(trial, id, () => trial.store.remove(id, old.incarnation));
      same(
        refused(late, "changed", "A late removal").head?.incarnation,
        next.incarnation,
        "The refusal shows the life that stays",
      );
      refused(
        await trial.store.remove(trial.id(), old.incarnation),
        "not-found",
        "A removal of nothing",
      );
    },
  },
];
