import type {
  Adapter,
  Clock,
  Cursors,
  EventStore,
  Groups,
  Notice,
  Notifier,
  Subscription,
} from "@segno/core";

/** How the surroundings of one process misbehave; a law turns these as it goes. */
export type Weather = {
  /** Every call rejects, and nothing is done. */
  down: boolean;
  /** Whether the next append or removal is lost on its way there. */
  loseRequest: () => boolean;
  /** Whether the next append or removal is done, and its reply lost. */
  loseReply: () => boolean;
  /** How long the next append takes to get there, in ms. */
  delayMs: () => number;
  /** How long the answer to the next append or removal takes to come back, in ms. */
  replyMs: () => number;
  /** Made for each subscription: what becomes of a notice. */
  notices: () => (notice: Notice) => readonly Notice[];
  /** How long it takes until a subscription is up, in ms. */
  subscribeMs: number;
};

export type Counts = {
  appends: number;
  reads: number;
  /** Signs of life of readers. */
  signs: number;
  subscribed: number;
  open: number;
};

export const fairWeather = (): Weather => ({
  down: false,
  loseRequest: () => false,
  loseReply: () => false,
  delayMs: () => 0,
  replyMs: () => 0,
  notices: () => (notice) => [notice],
  subscribeMs: 0,
});

type Through = <T>(call: () => Promise<T>) => Promise<T>;

const groupsThrough = (groups: Groups, changing: Through, asking: Through): Groups => ({
  take: (id, taking) => changing(() => groups.take(id, taking)),
  settle: (id, settling) => changing(() => groups.settle(id, settling)),
  hold: (id, incarnation, hold) => changing(() => groups.hold(id, incarnation, hold)),
  letters: (id, group, after, limit) => asking(() => groups.letters(id, group, after, limit)),
  list: (id) => asking(() => groups.list(id)),
});

const lost = (): Error => new Error("the connection was lost");

/** The adapter as one process sees it through its weather. Closing it leaves the adapter open for the others. */
export const throughWeather = (
  adapter: Adapter,
  weather: Weather,
  clock: Clock,
  counts: Counts,
): Adapter => {
  const { store, notifier, catalogue, cursors, groups, forTenant } = adapter;

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (ms > 0) clock.after(ms, resolve);
      else resolve();
    });

  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (weather.down) throw lost();
    return ask();
  };

  const changing = async <T>(change: () => Promise<T>): Promise<T> => {
    if (weather.down || weather.loseRequest()) throw lost();
    const reply = !weather.loseReply();
    await wait(weather.delayMs());
    const answer = await change();
    await wait(weather.replyMs());
    if (!reply || weather.down) throw lost();
    return answer;
  };

  const seen: EventStore = {
    append: (id, batch, expected) => {
      counts.appends += 1;
      return changing(() => store.append(id, batch, expected));
    },
    remove: (id, incarnation) => changing(() => store.remove(id, incarnation)),
    read: (id, after, limit) => {
      counts.reads += 1;
      return asking(() => store.read(id, after, limit));
    },
    head: (id) => asking(() => store.head(id)),
    expiry: (id) => asking(() => store.expiry(id)),
  };

  const heard: Notifier = {
    subscribe: async (id, topic, listener): Promise<Subscription> => {
      if (weather.down) throw lost();
      await wait(weather.subscribeMs);
      const pass = weather.notices();
      const { close } = await notifier.subscribe(id, topic, (notice) => {
        for (const one of pass(notice)) listener(one);
      });
      counts.subscribed += 1;
      counts.open += 1;
      let open = true;
      return {
        close: async () => {
          if (open) counts.open -= 1;
          open = false;
          await close();
        },
      };
    },
    publish: (id, topic, notice) => notifier.publish(id, topic, notice),
  };

  const placed = ({ list, ...cursors }: Cursors): Cursors => ({
    ...(list && { list: (id) => asking(() => list(id)) }),
    read: (...args) => asking(() => cursors.read(...args)),
    advance: (...args) => {
      counts.signs += 1;
      return changing(() => cursors.advance(...args));
    },
    remove: (...args) => changing(() => cursors.remove(...args)),
    forget: (...args) => changing(() => cursors.forget(...args)),
  });

  return {
    ...(groups && { groups: groupsThrough(groups, changing, asking) }),
    store: seen,
    notifier: heard,
    ...(cursors && { cursors: placed(cursors) }),
    catalogue: {
      list: (options) => asking(() => catalogue.list(options)),
      ...(catalogue.touch && {
        touch: (...args) => asking(async () => catalogue.touch?.(...args)),
      }),
      ...(catalogue.bytes && {
        bytes: (ids) => asking(async () => catalogue.bytes?.(ids) ?? []),
      }),
    },
    ...(forTenant && {
      forTenant: (tenant) => throughWeather(forTenant(tenant), weather, clock, counts),
    }),
    close: async () => {},
  };
};
