export * from "./errors.ts";
export type { Producing, StreamAction, StreamRouterOptions } from "./options.ts";
export type { StreamProcedures, TrackedEvent } from "./procedures.ts";
export { type ContextOf, createStreamRouter, type StreamRouterBase } from "./router.ts";
