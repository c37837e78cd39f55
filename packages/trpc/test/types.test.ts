import type { Incarnation, Position, Recorded } from "@segno/core";
import { createStreamRouter } from "@segno/trpc";
import type { ListenedEvent, ManageStreamInput } from "@segno/trpc/schemas";
import type { createTRPCClient, TRPCClientError } from "@trpc/client";
import { type inferRouterInputs, type inferRouterOutputs, initTRPC } from "@trpc/server";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { type AppRouter, type Client, memory, type Said, type topic } from "./support/served.ts";

type Procedures = Client["streams"];
type Outputs = inferRouterOutputs<AppRouter>["streams"];
type Inputs = inferRouterInputs<AppRouter>["streams"];

test("a start is typed by the host's input; a stop needs none of it", () => {
  type Input = Parameters<Procedures["manageStream"]["mutate"]>[0];
  expectTypeOf<Inputs["manageStream"]>().toEqualTypeOf<ManageStreamInput<typeof topic>>();
  expectTypeOf<{ streamId: string; action: "start"; words: string[] }>().toExtend<Input>();
  expectTypeOf<{ streamId: string; action: "stop" }>().toExtend<Input>();
  expectTypeOf<{ streamId: string; action: "start" }>().not.toExtend<Input>();
  expectTypeOf<{ streamId: string; action: "start"; words: number[] }>().not.toExtend<Input>();
  expectTypeOf<{ streamId: string; action: "pause" }>().not.toExtend<Input>();
});

test("the client knows the host's payload, wherever events come out", () => {
  type Content = Outputs["getStreamContent"];
  expectTypeOf<Content["events"][number]["type"]>().toEqualTypeOf<Recorded<Said>["type"]>();
  type ReadChunk = Extract<Content["events"][number], { type: "chunk" }>;
  expectTypeOf<ReadChunk["data"]>().toEqualTypeOf<Said>();

  type Listened =
    Awaited<ReturnType<Procedures["listenToStream"]["mutate"]>> extends AsyncIterable<infer Event>
      ? Event
      : never;
  expectTypeOf<Listened["type"]>().toEqualTypeOf<ListenedEvent<Said>["type"]>();
  expectTypeOf<Extract<Listened, { type: "chunk" }>["data"]>().toEqualTypeOf<Said>();
  expectTypeOf<Listened["position"]>().toEqualTypeOf<Position>();

  const subscribe = (client: Client) =>
    client.streams.followStream.subscribe(
      { streamId: "a1" },
      { onData: (tracked) => expectTypeOf(tracked).toEqualTypeOf<Tracked>() },
    );
  expectTypeOf(subscribe).toBeFunction();
  type Tracked =
    ReturnType<Procedures["followStream"]["subscribe"]> extends AsyncIterable<infer Event>
      ? Event
      : never;
  expectTypeOf<Tracked["id"]>().toEqualTypeOf<string>();
  expectTypeOf<Extract<Tracked["data"], { type: "chunk" }>["data"]>().toEqualTypeOf<Said>();
  expectTypeOf<Extract<Tracked["data"], { type: "failed" }>["code"]>().toEqualTypeOf<string>();
  expectTypeOf<
    Extract<Tracked["data"], { type: "started" }>["incarnation"]
  >().toEqualTypeOf<Incarnation>();
});

test("the other answers are typed, and so is our code in an error", () => {
  expectTypeOf<Outputs["getStreamTTL"]["streamTTL"]>().toEqualTypeOf<number | null>();
  expectTypeOf<Outputs["getActiveStreams"]["cursor"]>().toEqualTypeOf<string | null>();
  expectTypeOf<Outputs["getActiveStreams"]["active"][number]["status"]>().toEqualTypeOf<
    "active" | "stale" | "stopped" | "failed" | "completed"
  >();
  expectTypeOf<Extract<Outputs["manageStream"], { action: "start" }>["began"]>().toEqualTypeOf<
    "new" | "recreated" | "taken-over"
  >();
  type Data = NonNullable<TRPCClientError<AppRouter>["data"]>;
  expectTypeOf<"stream-active">().toExtend<Data["segnoCode"]>();
  expectTypeOf<"sold-out">().not.toExtend<Data["segnoCode"]>();
});

test("what middleware adds to the context is there for the host's functions", () => {
  const t = initTRPC.context<{ token?: string }>().create();
  const procedure = t.procedure.use(({ next }) => next({ ctx: { user: { id: 7 } } }));
  const router = createStreamRouter(
    { ...t, procedure },
    {
      streams: ({ user, token }) => {
        expectTypeOf(user.id).toBeNumber();
        expectTypeOf(token).toEqualTypeOf<string | undefined>();
        return memory();
      },
      input: z.object({ topic: z.string(), depth: z.coerce.number() }),
      produce: (input, { ctx, run }) => {
        expectTypeOf(input.topic).toBeString();
        expectTypeOf(input.depth).toBeNumber();
        expectTypeOf(input.intervalMs).toBeNumber();
        expectTypeOf(ctx.user.id).toBeNumber();
        expectTypeOf(run.write).parameter(0).toEqualTypeOf<Said>();
      },
      authorize: ({ user }, action) => action !== "list" || user.id === 7,
    },
  );
  type Made = ReturnType<typeof createTRPCClient<typeof router>>;
  type Input = Parameters<Made["manageStream"]["mutate"]>[0];
  expectTypeOf<{
    streamId: string;
    action: "start";
    topic: string;
    depth: string;
  }>().toExtend<Input>();
});

test("without an input of the host's a start needs none", () => {
  const t = initTRPC.create();
  const router = createStreamRouter(t, { streams: memory(), produce: () => {} });
  type Input = inferRouterInputs<typeof router>["manageStream"];
  expectTypeOf<{ streamId: string; action: "start" }>().toExtend<Input>();
});

test("a misspelled option is refused", () => {
  const t = initTRPC.create();
  const options = { streams: memory(), produce: () => {}, authorise: () => true };
  expect(() => createStreamRouter(t, options)).toThrow("authorize, perhaps?");
});
