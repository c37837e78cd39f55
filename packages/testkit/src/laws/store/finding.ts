import type { HeadFilter, StreamId } from "@segno/core";
import { tenantNames } from "../../arbitraries/names.ts";
import { begin, beginAgain, declareLost, stop, takeOver, type Writer } from "../../kit/acting.ts";
import { headOf, refused, removed, taken } from "../../kit/answers.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Trial } from "../../kit/trial.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";
import { listed } from "./catalogue.ts";

/** The ids that a whole walk finds. */
const found = async (
  trial: Trial,
  filter: HeadFilter,
  among?: ReadonlySet<StreamId>,
): Promise<readonly StreamId[]> => {
  const all = [...(await listed(trial, 50, undefined, filter)).keys()];
  return all.filter((id) => among?.has(id) ?? true).sort();
};

/** Owners may be called anything that a tenant may, and be in braces besides. */
const owners = (trial: Trial): readonly string[] => {
  const nonce = trial.ulid();
  return [...tenantNames, "{a}", "}", "{!o:a}:m"].map((name) => `${name} ${nonce}`);
};

const active = { only: "active" } as const;

export const findingLaws: readonly AdapterLaw[] = [
  {
    name: "an owner's streams are found by its name, live and ended, whatever owners are called",
    promise: "P18",
    check: async (trial) => {
      const expected = new Map<string, StreamId[]>();
      for (const owner of owners(trial)) {
        const live = await begin(trial, { owner });
        const ended = await begin(trial, { owner, kind: "chat" });
        await ended.end();
        expected.set(owner, [live.id, ended.id].sort());
      }
      for (const [owner, ids] of expected) {
        const name = JSON.stringify(owner);
        same(await found(trial, { owner }), ids, `What ${name} owns`);
        const chats = await found(trial, { owner, kind: "chat", only: "ended" });
        same(chats.length, 1, `What ${name} owns, of a kind, that has ended`);
      }
      same(await found(trial, { owner: `nobody ${trial.ulid()}` }), [], "What nobody owns");
    },
  },
  {
    name: "a stream is found by the owner of the life that it is in",
    promise: "P18",
    check: async (trial) => {
      const [ann, bob] = [`ann ${trial.ulid()}`, `bob ${trial.ulid()}`];
      const first = await begin(trial, { owner: ann });
      const { id } = first;
      await first.end();
      const second = await beginAgain(trial, id, await headOf(trial, id), { owner: bob });
      same(await found(trial, { owner: ann }), [], "What is another's now");
      same(await found(trial, { owner: bob }), [id], "What was begun anew");
      await second.end();
      const third = await beginAgain(trial, id, await headOf(trial, id), { owner: ann });
      same(await found(trial, { owner: ann }), [id], "What was begun anew once more");
      removed(await trial.store.remove(id, third.incarnation));
      same(await found(trial, { owner: ann }), [], "What was removed");
      await begin(trial, { id, owner: ann });
      same(await found(trial, { owner: ann }), [id], "What was begun after a removal");
    },
  },
  {
    name: "what is refused takes no stream out of what it is found by",
    promise: "P18",
    check: async (trial) => {
      const owner = `ann ${trial.ulid()}`;
      const writer = await begin(trial, { owner });
      const { id } = writer;
      const lists = async (what: string): Promise<void> => {
        same(await found(trial, { owner }), [id], `What is owned, after ${what}`);
        same(await found(trial, active, new Set([id])), [id], `What is active, after ${what}`);
      };
      const start = async (of: string): Promise<void> => {
        const term = { producer: trial.ulid(), leaseMs: 10_000, activeTtlMs: 60_000 };
        const begun = { ...term, endedTtlMs: 90_000, incarnation: term.producer, owner: of };
        const batch = { entries: ["started"], start: begun };
        refused(await trial.store.append(id, batch, { _tag: "no-stream" }), "exists", "A start");
      };
      await lists("its start");
      await start(owner);
      await lists("a start of the same owner");
      await start(`bob ${trial.ulid()}`);
      await lists("a start of another");
      refused(await trial.store.remove(id, trial.ulid()), "changed", "A removal");
      await lists("a removal of another life");
      refused(await stop(trial, id, trial.ulid()), "changed", "A stop");
      await lists("a stop of another life");
      await writer.write("a");
      await lists("a chunk");
    },
  },
  {
    name: "what is active is found among the active, and what somebody ended is not",
    promise: "P18",
    check: async (trial) => {
      const ids = new Set<StreamId>();
      const expected = new Set<StreamId>();
      const some = async (): Promise<Writer> => {
        const writer = await begin(trial);
        ids.add(writer.id);
        return writer;
      };
      const live = await some();
      expected.add(live.id);
      await (await some()).end();
      await (await some()).end("failed");
      const stopped = await some();
      taken(await stop(trial, stopped.id, stopped.incarnation), "A stop");
      const lost = await some();
      taken(await declareLost(trial, lost.id, await headOf(trial, lost.id)), "A declared loss");
      const over = await some();
      await takeOver(trial, over.id, await headOf(trial, over.id));
      expected.add(over.id);
      const again = await some();
      await again.end();
      await beginAgain(trial, again.id, await headOf(trial, again.id));
      expected.add(again.id);
      const away = await some();
      removed(await trial.store.remove(away.id, away.incarnation));
      same(await found(trial, active, ids), [...expected].sort(), "What is active");
      same(
        await found(trial, { only: "ended" }, ids),
        [...ids].filter((id) => id !== away.id && !expected.has(id)).sort(),
        "What has ended",
      );
    },
  },
  {
    name: "a walk by owner, or among the active, finds what lives throughout",
    promise: "P18",
    check: async (trial) => {
      const owner = `ann ${trial.ulid()}`;
      for (const filter of [{ owner }, active]) {
        const kept: Writer[] = [];
        const passing: Writer[] = [];
        for (let at = 0; at < 30; at++) {
          (at % 3 ? kept : passing).push(await begin(trial, { owner }));
        }
        const walked = await listed(
          trial,
          4,
          async () => {
            const leaving = passing.shift();
            if (leaving) removed(await trial.store.remove(leaving.id, leaving.incarnation));
            if (passing.length > 4) await begin(trial, { owner });
          },
          filter,
        );
        for (const { id } of kept) {
          demand(walked.has(id), `${id} lived throughout, but was not found.`);
        }
      }
    },
  },
];
