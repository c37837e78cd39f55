import { isSegnoError } from "@segno/core";
import { streamIds } from "./acts/ids.ts";
import { playStory } from "./acts/story.ts";
import { type Options, optionsOf, UsageError, usage } from "./options.ts";
import type { Facts } from "./show/show.ts";
import { showOn } from "./show/terminal.ts";
import { onLeave } from "./signals.ts";
import { answerText } from "./source/answer.ts";
import { lettersIn, shortHash } from "./source/letters.ts";
import { seeded } from "./source/random.ts";
import { type Tempo, tempoOf } from "./source/tempo.ts";
import { tokenise } from "./source/tokens.ts";
import { memoryStage } from "./stage/memory.ts";
import { redisStage } from "./stage/redis.ts";
import type { Stage } from "./stage/stage.ts";
import { exitCodeOf } from "./verdict/finding.ts";

const factsOf = (stage: Stage, tempo: Tempo, seed: number, text: string): Facts => ({
  store: stage.store,
  cast: stage.cast,
  seed,
  paceMs: tempo.paceMs,
  letters: lettersIn(text),
  bytes: Buffer.byteLength(text),
  tokens: tokenise(text, seeded(seed)).length,
  hash: shortHash(text),
});

const stageFor = async (options: Options, tempo: Tempo): Promise<Stage> => {
  const { redisUrl: url, store, config } = options;
  return url === undefined
    ? memoryStage(tempo, config.streams)
    : redisStage({
        url,
        tempo,
        config,
        store: store ?? "streams",
        streamIds: Object.values(streamIds),
      });
};

const messageOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return isSegnoError(error) ? `${error.code}: ${message}` : message;
};

/** Settles never: the process is on its way out. */
const exiting = new Promise<never>(() => {});

const tell = async (options: Options): Promise<number> => {
  const { seed, fast, pace, plain } = options;
  const tempo = tempoOf({ fast, ...(pace !== undefined && { pace }) });
  const text = answerText();
  const show = showOn(process.stdout, process.env, plain);
  let stage: Stage | undefined;
  const leaving = onLeave(async () => stage?.close(), show.restore);
  try {
    stage = await stageFor(options, tempo);
    const facts = factsOf(stage, tempo, seed, text);
    show.open(facts);
    const outcomes = await playStory({ stage, show, tempo, seed, text });
    await stage.close();
    show.close(facts, outcomes);
    return exitCodeOf(outcomes);
  } catch (error) {
    if (leaving()) return exiting;
    show.fail(messageOf(error));
    await stage?.close().catch(() => {});
    return 1;
  }
};

const main = async (): Promise<number> => {
  // Whoever reads our lines may have seen enough.
  process.stdout.on("error", () => process.exit(0));
  try {
    const options = optionsOf(process.argv.slice(2), process.env);
    if (!options.help) return await tell(options);
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    return 2;
  }
};

const code = await main();
// Once all is printed; a writer that was killed within this process would go on in the dark for a while.
process.stdout.write("", () => process.exit(code));
