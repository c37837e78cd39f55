import type { SegnoErrorCode } from "@segno/core/browser";

/** What a schema's issue carries where one of Segno's codes says it best. */
export const refusedAs = (
  segnoCode: SegnoErrorCode,
): { readonly segnoCode: SegnoErrorCode } & Record<string, unknown> => ({ segnoCode });

type Issue = { readonly params?: Partial<ReturnType<typeof refusedAs>> };

const issuesOf = (error: unknown): readonly Issue[] =>
  error instanceof Error && "issues" in error && Array.isArray(error.issues) ? error.issues : [];

/** The code that a schema's refusal carries, or null. */
export const refusedCodeOf = (error: unknown): SegnoErrorCode | null =>
  issuesOf(error).find(({ params }) => params?.segnoCode)?.params?.segnoCode ?? null;
