import { type ReactNode, type Ref, useId } from "react";

const keys = [
  ["/", "to the question"],
  ["Esc", "stop the answer"],
  ["c", "cut the line of this device, or restore it"],
  ["d", "show a second device, or hide it"],
  ["w", "show the workbench, or hide it"],
  ["n", "begin a new chat"],
  ["?", "this list"],
] as const;

type Props = {
  readonly dialog: Ref<HTMLDialogElement>;
  readonly enabled: boolean;
  readonly onEnabled: (enabled: boolean) => void;
};

/** The keys, and a way to have none of them. */
export const Help = ({ dialog, enabled, onEnabled }: Props): ReactNode => {
  const title = useId();
  return (
    <dialog ref={dialog} aria-labelledby={title}>
      <form method="dialog">
        <h2 id={title}>Keys</h2>
        <dl>
          {keys.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <label className="check">
          <input
            type="checkbox"
            checked={enabled}
            onChange={({ target }) => onEnabled(target.checked)}
          />{" "}
          Single keys do something
        </label>
        <button type="submit" className="main">
          Close
        </button>
      </form>
    </dialog>
  );
};
