import type { AdapterLaw } from "../law-of-adapter.ts";
import { announcingLaws } from "./announcing.ts";
import { subscribingLaws } from "./subscribing.ts";

/** What every notifier, and a store that announces through it, must keep. */
export const notifierLaws: readonly AdapterLaw[] = [...subscribingLaws, ...announcingLaws];
