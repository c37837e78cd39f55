export type Erased = {
  /** How many things of the person there were, of those that were looked at. */
  readonly erased: number;
  /** Where to go on; null at the end. Opaque. */
  readonly cursor: string | null;
};

/** What an adapter keeps of persons beside their streams: drafts, settings, whatever it may be. */
export type Erasable = {
  /** What it is called in a receipt. */
  readonly name: string;
  /**
   * Takes away what there is of a person among some things (about `limit` are looked at), and says where to go on. What
   * was there throughout a whole walk is gone after it; never blocks the store (P18). To say it again changes nothing more.
   */
  readonly erase: (
    person: string,
    options: { readonly cursor?: string; readonly limit: number },
  ) => Promise<Erased>;
};
