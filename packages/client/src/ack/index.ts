export { type AckedStream, type AckStreamOptions, ackStream } from "./ack-stream.ts";
export { browserLeave, type Leave } from "./browser-leave.ts";
export { type Acks, type AcksOptions, createAcks } from "./create-acks.ts";
