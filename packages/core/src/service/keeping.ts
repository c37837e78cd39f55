import { checkOptions } from "../errors/check-options.ts";
import type { SegnoError } from "../errors/segno-error.ts";
import { checkSignal } from "./checks.ts";
import type { Context } from "./context.ts";
import { type EraseOptions, type ErasureReceipt, erase } from "./erase.ts";
import { type Inventory, type InventoryOptions, inventory } from "./inventory.ts";
import type { LossWatch } from "./loss-watch.ts";
import { eraseNames, inventoryNames, sweepNames } from "./option-names.ts";
import type { Guard } from "./pages.ts";
import { type SweepOptions, type Swept, sweep } from "./sweep.ts";

/** What operators do with streams: they look through all of them, in bounded steps. */
export interface KeepingCalls {
  /** Counts what is there, by a walk in bounded steps; tells after each what it has counted, and at the end all. */
  inventory(options?: InventoryOptions): AsyncIterable<Inventory>;
  /**
   * Removes what was last appended to so long ago, step by step, and tells after each what it has done. May be run by
   * several processes at once, and gone on with by the cursor of any step.
   */
  sweep(options: SweepOptions): AsyncIterable<Swept>;
  /**
   * Removes all that is kept of a person: every stream of that owner, also live ones, whose producers and followers are
   * told `deleted`, and the places of that reader. To be run again where it was cut short.
   */
  erase(options: EraseOptions): Promise<ErasureReceipt>;
}

type KeepingDeps<A> = {
  readonly context: Context<A>;
  readonly lossWatch: LossWatch;
  /** What to throw once the streams are closed; null before. */
  readonly closed: () => SegnoError | null;
};

export const createKeeping = <A>({ context, lossWatch, closed }: KeepingDeps<A>): KeepingCalls => {
  /** Has let through once when it is given. */
  const guardOf = ({ signal }: { readonly signal?: AbortSignal | undefined }): Guard => {
    checkSignal(signal);
    const guard = (): void => {
      const error = closed();
      if (error) throw error;
      signal?.throwIfAborted();
    };
    guard();
    return guard;
  };
  return {
    inventory: (options = {}) => {
      checkOptions("inventory", options, inventoryNames);
      return inventory(context, lossWatch, options, guardOf(options));
    },
    sweep: (options) => {
      checkOptions("sweep", options, sweepNames);
      return sweep(context, lossWatch, options, guardOf(options));
    },
    erase: async (options) => {
      checkOptions("erase", options, eraseNames);
      return erase(context, options, guardOf(options));
    },
  };
};
