import type {
  Adapter,
  Consume,
  ConsumeOptions,
  Follow,
  FollowOptions,
  Run,
  Settings,
  StartOptions,
  Streams,
  Writer,
} from "@segno/core";
import type { CreateStreams, Said } from "../../kit/stage.ts";
import { saboteurs } from "../index.ts";

/** A service, or the adapter under it, that is broken in one way, and the laws that must notice. */
export type ServiceSaboteur = {
  /** What it does wrong, as a sentence about it. */
  readonly name: string;
  readonly breaks: readonly string[];
  readonly create?: (create: CreateStreams) => CreateStreams;
  readonly wrap?: (adapter: Adapter) => Adapter;
};

/** One of the broken adapters, under an honest service. */
export const overAdapter = (name: string, breaks: readonly string[]): ServiceSaboteur => {
  const known = saboteurs.find((one) => one.name === name);
  if (!known) throw new Error(`No saboteur is named ${name}.`);
  return { name: `runs over an adapter that ${name}`, breaks, wrap: known.wrap };
};

export const withSettings =
  (settings: Partial<Settings>) =>
  (create: CreateStreams): CreateStreams =>
  (options) =>
    create({ ...options, ...settings });

type Change = (streams: Streams<Said>) => Partial<Streams<Said>>;

export const withStreams =
  (change: Change) =>
  (create: CreateStreams): CreateStreams =>
  (options) => {
    const streams = create(options);
    return { ...streams, ...change(streams) };
  };

type Write = Pick<Writer<Said>, "write" | "ready" | "position">;

/** Keeps a writer's getters alive, and its methods its own: it is looked through, not copied. */
const looking = <W extends Write>(writer: W, change: Partial<Write> = {}): W =>
  new Proxy(writer, {
    get: (target, key) => {
      if (Object.hasOwn(change, key)) return Reflect.get(change, key);
      const own: unknown = Reflect.get(target, key);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });

type Produce = (run: Run<Said>) => unknown;

/** `run` has two shapes; this sees one. */
export const withRun =
  (streams: Streams<Said>, change: (produce: Produce) => Produce): Streams<Said>["run"] =>
  (id: string, second: StartOptions | Produce, third?: Produce) => {
    const [options, produce] =
      typeof second === "function" ? [{}, second] : [second, third ?? (() => {})];
    return streams.run(id, options, change(produce));
  };

export const withWriter = (
  change: (writer: Write) => Partial<Write>,
): ((create: CreateStreams) => CreateStreams) => {
  const changed = <W extends Write>(writer: W): W => looking(writer, change(looking(writer)));
  return withStreams((streams) => ({
    start: async (id, options) => changed(await streams.start(id, options)),
    run: withRun(streams, (produce) => (run) => produce(changed(run))),
  }));
};

type Retelling = Partial<Pick<Follow<Said>, "next" | "return" | "ended" | "ack">>;

/** Each follower is told otherwise. */
export const withFollow = (
  change: (follow: Follow<Said>, options: FollowOptions) => Retelling,
  ask: (options: FollowOptions) => FollowOptions = (options) => options,
): ((create: CreateStreams) => CreateStreams) =>
  withStreams((streams) => ({
    follow: (id, options = {}) => {
      const follow = streams.follow(id, ask(options));
      const other = change(follow, options);
      const told: Follow<Said> = {
        ended: other.ended ?? follow.ended,
        get readable() {
          return follow.readable;
        },
        next: other.next ?? (() => follow.next()),
        return: other.return ?? (() => follow.return()),
        ack: other.ack ?? ((position) => follow.ack(position)),
        [Symbol.asyncIterator]: () => told,
      };
      return told;
    },
  }));

type Handing = Partial<Pick<Consume<Said>, "next" | "return">>;

/** Each consumer is handed otherwise. */
export const withConsume = (
  change: (consume: Consume<Said>) => Handing,
  ask: (options: ConsumeOptions<Said>) => ConsumeOptions<Said> = (options) => options,
): ((create: CreateStreams) => CreateStreams) =>
  withStreams((streams) => ({
    consume: (id, options) => {
      const consume = streams.consume(id, ask(options));
      const other = change(consume);
      const handing: Consume<Said> = {
        next: other.next ?? consume.next,
        return: other.return ?? consume.return,
        [Symbol.asyncIterator]: () => handing,
      };
      return handing;
    },
  }));
