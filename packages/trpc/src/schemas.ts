/** What goes over the wire, for both sides: needs zod, and nothing of a server. */
export * from "./schemas/events.ts";
export * from "./schemas/inputs.ts";
export * from "./schemas/outputs.ts";
