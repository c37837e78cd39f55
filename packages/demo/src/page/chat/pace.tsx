import { type ReactNode, useId } from "react";

type Props = {
  /** Between two tokens, in ms. */
  readonly value: number;
  readonly onChange: (intervalMs: number) => void;
};

/** The slider goes by squares: slow paces are far apart. */
const most = 500;

/** How fast answers are written; it may be moved while one is. */
export const Pace = ({ value, onChange }: Props): ReactNode => {
  const id = useId();
  return (
    <div className="pace">
      <label htmlFor={id}>Pace</label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        value={Math.round(Math.sqrt(value / most) * 100)}
        aria-valuetext={`${value} milliseconds between two tokens`}
        onChange={({ target }) => onChange(Math.round((Number(target.value) / 100) ** 2 * most))}
      />
      <output htmlFor={id}>{value} ms</output>
    </div>
  );
};
