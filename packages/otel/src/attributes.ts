import type { Attributes } from "@opentelemetry/api";

/** What all of one service's metrics and spans carry. A stream's id is only on spans: there are too many of them. */
export const attributesOf = (tenant: string | null): Attributes =>
  tenant === null ? {} : { "segno.tenant": tenant };
