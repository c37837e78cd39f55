import { type Adapter, createStreams, type TenantId } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import { expect, onTestFinished, test } from "vitest";
import { codeOf } from "./world.ts";

/** Streams that count how often an adapter was asked for each tenant. */
const counting = () => {
  const clock = virtualClock();
  const { forTenant, ...adapter } = memoryStreams({ clock });
  const asked = new Map<string, number>();
  const counted = (tenant: TenantId): Adapter => {
    asked.set(tenant, (asked.get(tenant) ?? 0) + 1);
    return forTenant?.(tenant) ?? adapter;
  };
  const streams = createStreams<string>({ ...adapter, forTenant: counted, clock });
  onTestFinished(() => clock.until(streams.close()));
  return { streams, asked, clock };
};

const crowd = 1_000;

test("a tenant of which nothing is under way is forgotten, and its streams are not", async () => {
  const { streams, asked } = counting();
  await streams.forTenant("ada").run("a", (run) => run.write("Hi"));
  for (let at = 0; at < crowd; at++) await streams.forTenant(`t${at}`).list();
  const { streams: listed } = await streams.forTenant("ada").list();
  expect(asked.get("ada")).toBe(2);
  expect(listed.map(({ streamId }) => streamId)).toEqual(["a"]);
});

test("one who writes or follows is not forgotten, whoever comes", async () => {
  const { streams, asked } = counting();
  const [ada, bob] = [streams.forTenant("ada"), streams.forTenant("bob")];
  const writer = await ada.start("a");
  const follow = bob.follow("a", { wait: 60_000 });
  const first = follow.next();
  for (let at = 0; at < crowd; at++) await streams.forTenant(`t${at}`).list();
  expect((await streams.forTenant("ada").list()).inMemoryCount).toBe(1);
  await streams.forTenant("bob").start("a");
  expect((await first).value).toMatchObject({ type: "started" });
  expect([asked.get("ada"), asked.get("bob")]).toEqual([1, 1]);
  await writer.complete();
});

test("what was handed out before its tenant was forgotten ends with the streams, or with the tenant's, all the same", async () => {
  for (const closed of ["streams", "tenant"] as const) {
    const { streams, asked, clock } = counting();
    const ada = streams.forTenant("ada");
    const follow = ada.follow("a", { wait: 60_000 });
    const sharing = ada.consume("a", { group: "g", wait: 60_000 });
    const walk = ada.inventory()[Symbol.asyncIterator]();
    for (let at = 0; at < crowd; at++) await streams.forTenant(`t${at}`).list();
    await streams.forTenant("ada").list();
    expect(asked.get("ada")).toBe(2);
    const ends = [follow.next(), sharing.next()].map((step) => step.then(() => "went on", codeOf));
    await clock.advance(1);
    await clock.until(closed === "streams" ? streams.close() : ada.close());
    expect(await Promise.all(ends)).toEqual(["closed", "closed"]);
    expect(await walk.next().then(() => "went on", codeOf)).toBe("closed");
  }
});

test("what tenants are asked for grows with those that are busy, not with all that came", async () => {
  const { streams, asked } = counting();
  const names = Array.from({ length: 200 }, (_, at) => `busy${at}`);
  for (const name of names) await streams.forTenant(name).start("a");
  for (let at = 0; at < crowd; at++) await streams.forTenant(`t${at}`).list();
  for (const name of names) {
    expect((await streams.forTenant(name).list()).inMemoryCount).toBe(1);
    expect(asked.get(name)).toBe(1);
  }
});

test("an adapter that knows no tenants says so, also once it is closed", async () => {
  const { forTenant: _, ...adapter } = memoryStreams();
  const streams = createStreams<string>(adapter);
  const code = () => {
    try {
      return streams.forTenant("ada");
    } catch (error) {
      return codeOf(error);
    }
  };
  expect(code()).toBe("unsupported");
  await streams.close();
  expect(code()).toBe("closed");
});

test("a tenant's streams may be taken apart, and let go with `await using`", async () => {
  const { streams, clock } = counting();
  const { run, read, newId } = streams.forTenant("ada");
  await run("a", { kind: "chat" }, (own) => own.write("Hi"));
  expect(await read("a")).toMatchObject({ chunks: 1 });
  expect(newId()).not.toBe(newId());
  const tenant = streams.forTenant("ada");
  const writer = await tenant.start("b");
  await clock.until(tenant[Symbol.asyncDispose]());
  expect(writer.signal.reason).toMatchObject({ code: "abandoned" });
  await expect(tenant.read("a")).rejects.toMatchObject({ code: "closed" });
  expect(await read("a")).toMatchObject({ chunks: 1 });
});
