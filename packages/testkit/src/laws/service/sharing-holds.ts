import { codeFrom } from "../../kit/audience.ts";
import { groupsOf } from "../../kit/consuming.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import { worker } from "../../kit/sharing.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const hour = 3_600_000;

export const sharingHoldsLaws: readonly ServiceLaw[] = [
  {
    name: "what is held for a group stays until it is through, and then for its ended TTL",
    promise: "P15",
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      const streams = stage.process();
      const endedTtlMs = 1_000;
      const holdUntil = { group: "archive", maxHoldMs: hour };
      await stage.until(
        streams.run(id, { endedTtlMs, holdUntil }, (run) => void run.write({ content: "a" })),
        "a run",
      );
      const { heldFor } = await stage.until(streams.groups(id), "a look at groups");
      same(heldFor, ["archive"], "It can be seen for whom it is held");
      await stage.trial.pass(endedTtlMs + 200);
      const ttl = async (): Promise<number> => {
        const described = await stage.until(stage.process().describe(id), "a look");
        same(described.ttl.synchronized, true, "All keys expire at one instant");
        return described.ttl.streamTtlMs ?? 0;
      };
      demand((await ttl()) > hour / 2, "It outlives its ended TTL.");
      const other = worker(stage.process(), id, { group: "other" });
      same(await stage.until(other.done, "another group"), null, "Another group may be through");
      demand((await ttl()) > hour / 2, "And changes nothing.");
      const archive = worker(stage.process(), id, { group: "archive" });
      same(await stage.until(archive.done, "the group"), null, "The group is through");
      demand((await ttl()) <= endedTtlMs, `It is let go then, and not kept for ${await ttl()} ms.`);
      await stage.trial.pass(endedTtlMs + 50);
      same(await codeFrom(streams.describe(id)), "not-found", "And gone at its time");
    },
  },
  {
    name: "what is held and never consumed is gone at the end of its hold",
    promise: "P15",
    calm: true,
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      const streams = stage.process();
      const ttls = { activeTtlMs: 30_000, endedTtlMs: 1_000 };
      const holdUntil = { group: ["one", "two"], maxHoldMs: stage.trial.virtual ? 40_000 : 1_500 };
      await stage.until(
        streams.run(id, { ...ttls, holdUntil }, () => {}),
        "a run",
      );
      await stage.trial.pass(1_200);
      same((await streams.describe(id)).status, "completed", "It outlives its ended TTL");
      await stage.trial.pass(stage.trial.virtual ? 40_000 : 500);
      same(await codeFrom(streams.describe(id)), "not-found", "But not its hold");
    },
  },
];
