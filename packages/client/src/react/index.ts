/** The hooks come next. */
export type { Connection } from "../connection.ts";
