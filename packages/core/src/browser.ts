/** What a browser needs: the events, their positions and the folds. Brings neither fp-ts nor zod. */
export * from "./message/conversation.ts";
export * from "./message/events.ts";
export * from "./message/evolve-conversation.ts";
export * from "./message/evolve-message.ts";
export * from "./message/upcast-message.ts";
export * from "./message/upcasters.ts";
export * from "./stream/events.ts";
export * from "./stream/evolve.ts";
export * from "./stream/fold.ts";
export * from "./stream/ids.ts";
export * from "./stream/position.ts";
export * from "./stream/state.ts";
