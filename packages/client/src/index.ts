export type { BackoffOptions } from "./backoff.ts";
export {
  type ListedStreams,
  listStreams,
  type ReadStreamOptions,
  readStream,
  readTtl,
  type StartedStream,
  type StopStreamOptions,
  startStream,
  stopStream,
} from "./calls.ts";
export { hasCode, type RefusalCode } from "./codes.ts";
export type { Connection } from "./connection.ts";
export { type FollowedStream, followStream } from "./follow-stream.ts";
export type { FollowStreamOptions } from "./options.ts";
export type { PayloadSchema } from "./read-event.ts";
export type { RequestOptions } from "./request.ts";
export { browserWake, type Wake, type Waking } from "./wake.ts";
