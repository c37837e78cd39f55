import { joined } from "./bytes.ts";
import { Refused } from "./problem.ts";
import type { Schema } from "./schema.ts";

const tooLarge = (most: number): Refused =>
  new Refused(413, "too-large", `The body is larger than ${most} bytes`);

/** A client that goes while it is heard gets no answer, and is nobody's fault. */
const brokenOff = (): never => {
  throw new Refused(400, "invalid-body", "The body broke off");
};

/** The bytes of a body, which is let go as soon as it is too large. */
const bytesOf = async (request: Request, most: number): Promise<Uint8Array> => {
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge(most);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  const read = () => reader?.read().catch(brokenOff);
  for (let step = await read(); step && !step.done; step = await read()) {
    size += step.value.byteLength;
    if (size > most) {
      reader?.cancel().catch(() => {});
      throw tooLarge(most);
    }
    parts.push(step.value);
  }
  return joined(parts, size);
};

const isJson = (type: string | null): boolean =>
  /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type ?? "");

/**
 * The JSON of a body; null where there is none. Refuses what is too large (413), not JSON by its type (415: so that no form
 * of another site can send one) or by its text (400).
 */
export const jsonOf = async (request: Request, most: number): Promise<unknown> => {
  const bytes = await bytesOf(request, most);
  if (bytes.byteLength === 0) return null;
  if (!isJson(request.headers.get("content-type"))) {
    throw new Refused(415, "unsupported-media-type", "A body is `content-type: application/json`");
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refused(400, "invalid-body", "The body is no JSON");
  }
};

/** What the host's schema makes of a body, or its issues (422). */
export const validated = async <Body>(
  schema: Schema<Body> | undefined,
  body: unknown,
): Promise<Body> => {
  if (!schema) return body as Body;
  const answer = await schema["~standard"].validate(body);
  if (!answer.issues) return answer.value;
  const issues = answer.issues.map(({ message, path = [] }) => ({
    message,
    path: path.map((step) =>
      String(typeof step === "object" && step !== null && "key" in step ? step.key : step),
    ),
  }));
  throw new Refused(422, "invalid-body", "The body is not what is asked for", { issues });
};
