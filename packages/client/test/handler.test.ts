import type { HttpCode } from "@segno/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  followStream,
  hasCode,
  listStreams,
  type RefusalCode,
  readStream,
  readTtl,
  startStream,
  stopStream,
} from "../src/index.ts";
import { gather, said } from "./support/gather.ts";
import { realText } from "./support/log.ts";
import { openServing, type Serving } from "./support/serving.ts";

let serving: Serving;
beforeAll(async () => {
  serving = await openServing({
    produce: async function* ({ body }) {
      yield* realText;
      yield JSON.stringify(body);
    },
  });
});
afterAll(() => serving.close());

/** No pauses between tries: nothing here takes longer than it must. */
const eager = { backoffMs: 0 };
const text = realText.join("");

const written = async (id: string, words: readonly string[] = realText) => {
  const writer = await serving.streams.start(id);
  for (const word of words) await writer.write(word);
  return writer;
};

describe("against the handler that people mount", () => {
  it("reads history, then live, to the end", async () => {
    const writer = await written("live", realText.slice(0, 3));
    const follow = followStream<string>(serving.at("live"), eager);
    const events = [];
    for await (const event of follow) {
      events.push(event);
      // What follows is written only when the history has been read.
      if (event.offset === 4) {
        for (const word of realText.slice(3)) void writer.write(word);
        void writer.complete();
      }
    }
    expect(said(events)).toBe(text);
    expect(await follow.ended).toMatchObject({ _tag: "completed", event: { chunks: 7 } });
    expect(events.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each(["cut", "reset"] as const)(
    "loses and doubles nothing: %s after each event",
    async (how) => {
      const writer = await written(how);
      const follow = followStream<string>(serving.at(how), eager);
      const events = [];
      serving.proxy.splitBytes(true);
      for await (const event of follow) {
        events.push(event);
        serving.proxy[how]();
        if (event.offset === 8) void writer.complete();
      }
      serving.proxy.splitBytes(false);
      expect(said(events)).toBe(text);
      expect(events.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    },
  );

  it("waits for a stream that is started just after", async () => {
    const follow = followStream<string>(serving.at("soon"), { ...eager, wait: 10_000 });
    const all = gather(follow);
    const writer = await written("soon");
    await writer.complete();
    expect(said(await all)).toBe(text);
  });

  it("knows at the terminal how the stream ended, without an event more", async () => {
    const writer = await written("over");
    const { position } = await writer.complete();
    const follow = followStream(serving.at("over"), { ...eager, after: position });
    expect(await gather(follow)).toEqual([]);
    expect(await follow.ended).toEqual({ _tag: "completed", event: null });
  });

  it("shows a stream that is begun again as a reset", async () => {
    const first = await written("again", ["old"]);
    const follow = followStream<string>(serving.at("again"), eager);
    const events = [await follow.next(), await follow.next()].map(({ value }) => value);
    expect(events[1]).toMatchObject({ data: "old" });
    serving.proxy.cut();
    await first.fail(new Error("enough"));
    const second = await written("again", ["new"]);
    await second.complete();
    const rest = await gather(follow);
    expect(rest[0]).toMatchObject({ type: "started", reset: true });
    expect(said(rest)).toBe("new");
  });

  it.each([
    ["nobody wrote it", "nobody", {}, "not-found"],
    ["no id", "a%20b", {}, "invalid-id"],
    ["of another stream", "elsewhere", {}, "invalid-position"],
  ])("%s: a code", async (_, id, options, code) => {
    const other = await written(`other-than-${id.replace("%", "")}`);
    const { position } = await other.complete();
    const after = code === "invalid-position" ? { after: position } : {};
    if (code === "invalid-position") await (await written(id)).complete();
    const follow = followStream(serving.at(id), { ...eager, wait: 0, ...options, ...after });
    await expect(gather(follow)).rejects.toMatchObject({ code });
  });

  it("passes payloads through the host's schema, and ends where it refuses", async () => {
    await (await written("typed", ["1", "2", "x"])).complete();
    const schema = z.string().transform(Number).pipe(z.number());
    const follow = followStream(serving.at("typed"), { ...eager, schema });
    const numbers: number[] = [];
    const reading = async (): Promise<void> => {
      for await (const event of follow) if (event.type === "chunk") numbers.push(event.data);
    };
    await expect(reading()).rejects.toMatchObject({ code: "bad-entry" });
    expect(numbers).toEqual([1, 2]);
  });

  it("ends at once where the host's schema throws: another line would not mend it", async () => {
    await (await written("thrown")).complete();
    const schema = z.string().transform((word) => {
      if (word === realText[1]) throw new Error("not mine");
      return word;
    });
    const asked: unknown[] = [];
    const counting: typeof fetch = (input, init) => {
      asked.push(input);
      return fetch(input, init);
    };
    const follow = followStream(serving.at("thrown"), { ...eager, schema, fetch: counting });
    const message = expect.stringContaining("not mine");
    await expect(gather(follow)).rejects.toMatchObject({ code: "bad-entry", message });
    expect(asked).toHaveLength(1);
  });
});

describe("the calls", () => {
  it("start, read, list, stop and tell how long", async () => {
    const url = serving.at("called");
    const { position } = await startStream(url, { topic: "segno" });
    const rest = await gather(followStream<string>(url, { ...eager, after: position }));
    expect(said(rest)).toBe(`${text}{"topic":"segno"}`);
    const content = await readStream<string>(url);
    expect(content.content).toBe(said(content.events));
    expect(content.events.at(-1)?.position).toBe(rest.at(-1)?.position);
    expect(await readTtl(url)).toMatchObject({ synchronized: true });
    expect(await stopStream(url)).toMatchObject({ terminal: "completed", mine: false });

    await written("running");
    const { active, cursor } = await listStreams(serving.at("").replace(/\/$/, ""), {
      limit: 1_000,
    });
    expect(active.map(({ streamId }) => streamId)).toContain("running");
    expect(cursor).toBe(null);
    const ended = await stopStream(serving.at("running"), { reason: "enough" });
    expect(ended).toMatchObject({ terminal: "stopped", mine: true });
    const last = (await readStream(serving.at("running"))).events.at(-1);
    expect(last).toMatchObject({ type: "stopped", reason: "enough" });
  });

  it("throw what the server says", async () => {
    await expect(readStream(serving.at("nobody"))).rejects.toMatchObject({ code: "not-found" });
    await written("busy");
    await expect(startStream(serving.at("busy"))).rejects.toMatchObject({ code: "stream-active" });
    const wrong = readStream(`${serving.at("busy")}/nowhere`);
    expect(hasCode(await wrong.catch((error: unknown) => error), "no-route")).toBe(true);
    const schema = z.number();
    const read = readStream(serving.at("busy"), { schema });
    await expect(read).rejects.toMatchObject({ code: "bad-entry" });
  });

  it("throw where there is no answer, and the reason of whoever leaves", async () => {
    const nowhere = "http://127.0.0.1:1/streams/x";
    await expect(readStream(nowhere)).rejects.toMatchObject({ code: "store-unavailable" });
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(readStream(serving.at("busy"), { signal })).rejects.toBe(reason);
  });
});

it("every code that the handler has of its own is one that the client knows", () => {
  const known = (code: HttpCode): RefusalCode => code;
  expect(known("forbidden")).toBe("forbidden");
});
