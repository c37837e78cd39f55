/** What this package needs of a Standard Schema (https://standardschema.dev, version 1): zod, Valibot, ArkType have it. */
export type Schema<Output> = {
  readonly "~standard": {
    readonly validate: (value: unknown) => Validated<Output> | Promise<Validated<Output>>;
  };
};

export type Validated<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] };

export type Issue = { readonly message: string; readonly path?: readonly unknown[] | undefined };
