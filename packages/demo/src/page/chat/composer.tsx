import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useId,
  useState,
} from "react";
import type { TextInfo } from "../../wire.ts";
import { Refusal } from "../shell/refusal.tsx";

type Props = {
  readonly texts: readonly TextInfo[];
  readonly writing: boolean;
  /** Shows the questions that one may ask. */
  readonly fresh: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Says why not, where it was not asked. */
  readonly onAsk: (prompt: string, text: string | undefined) => Promise<string | null>;
  readonly onStop: () => void;
};

/** Where one asks, and where one stops what is being written. */
export const Composer = ({ texts, writing, fresh, field, onAsk, onStop }: Props): ReactNode => {
  const id = useId();
  const [prompt, setPrompt] = useState("");
  const [asked, setAsked] = useState(0);
  const [refusal, setRefusal] = useState<string | null>(null);

  const ask = async (question: string, text: string | undefined): Promise<void> => {
    if (writing || question.trim() === "") return;
    const why = await onAsk(question, text);
    setRefusal(why);
    if (why !== null) return;
    setPrompt("");
    // The question that was clicked is gone, and the focus with it; a keyboard on the glass stays down.
    if (!matchMedia("(pointer: coarse)").matches) field.current?.focus();
    setAsked(asked + 1);
  };
  /** Whatever is asked, one of the texts is the answer; the server chooses where they are not there yet. */
  const answerTo = (question: string): string | undefined =>
    (texts.find((one) => one.question === question) ?? texts[asked % texts.length])?.id;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (writing) onStop();
    else void ask(prompt, answerTo(prompt));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void ask(prompt, answerTo(prompt));
  };

  return (
    <form className="composer" onSubmit={submit}>
      {fresh && (
        <ul className="suggestions" aria-label="Questions to ask">
          {texts.map(({ id, question }) => (
            <li key={id}>
              <button type="button" onClick={() => void ask(question, id)}>
                {question}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Refusal why={refusal} />
      <div className="ask">
        <label className="unseen" htmlFor={id}>
          Your question
        </label>
        <textarea
          id={id}
          ref={field}
          rows={1}
          dir="auto"
          maxLength={4_000}
          value={prompt}
          placeholder={
            writing ? "It is being answered …" : "Ask anything: one of three texts is the answer"
          }
          onChange={({ target }) => setPrompt(target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="main" disabled={!writing && prompt.trim() === ""}>
          {writing ? "Stop" : "Ask"}
        </button>
      </div>
    </form>
  );
};
