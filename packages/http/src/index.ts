export {
  type Action,
  type Authorize,
  type Refusal,
  type RefusalStatus,
  refuse,
  type Verdict,
} from "./authorize.ts";
export type { CorsOptions } from "./cross-origin.ts";
export { createHttpHandler, type HttpHandler } from "./handler.ts";
export {
  type Asked,
  type HttpOptions,
  httpDefaults,
  type Produce,
} from "./options.ts";
export type { HttpCode, Problem, ProblemCode } from "./problem.ts";
export type { Issue, Schema, Validated } from "./schema.ts";
