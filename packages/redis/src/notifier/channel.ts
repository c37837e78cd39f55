import type { Notice } from "@segno/core";

type Member = { readonly listener: (notice: Notice) => void };

/** One Redis channel and who listens to it here, whichever connection carries it at the moment. */
export type Channel = {
  readonly name: string;
  readonly members: Set<Member>;
  /** Settles with the first confirmation, or when it has been waited for too long. */
  readonly confirmed: Promise<void>;
  readonly confirm: () => void;
  readonly refuse: (cause: unknown) => void;
  /** It was confirmed, and notices may have been lost since. */
  missed: boolean;
  isConfirmed: boolean;
};

export const createChannel = (name: string): Channel => {
  let confirm: () => void = () => {};
  let refuse: (cause: unknown) => void = () => {};
  const confirmed = new Promise<void>((resolve, reject) => {
    confirm = resolve;
    refuse = reject;
  });
  // Whoever subscribes awaits it; when nobody is left to, it is nobody's error.
  confirmed.catch(() => {});
  const channel: Channel = {
    name,
    members: new Set(),
    confirmed,
    confirm: () => {
      channel.isConfirmed = true;
      confirm();
    },
    refuse,
    missed: false,
    isConfirmed: false,
  };
  return channel;
};

/** One listener that throws silences no other. */
export const tell = (channel: Channel, notice: Notice): void => {
  for (const member of [...channel.members]) {
    if (!channel.members.has(member)) continue;
    try {
      member.listener(notice);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
};
