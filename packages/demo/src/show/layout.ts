/** How the columns of a terminal are shared out; 0: not shown. */
export type Layout = {
  readonly name: number;
  readonly bar: number;
  readonly events: number;
  readonly position: number;
  readonly label: number;
  readonly snippet: number;
  /** In which column the label begins. */
  readonly labelAt: number;
};

const margin = 2;
const gap = 2;

/** The longest thing that is said of somebody: "catching up, 1,234 behind". */
const longestLabel = 26;

/** A snippet shorter than this says nothing. */
const leastSnippet = 12;

const barOf = (columns: number): number => {
  if (columns < 60) return 8;
  return columns < 100 ? 18 : 28;
};

export const layoutOf = (columns: number): Layout => {
  const name = 8;
  const bar = barOf(columns);
  const events = columns < 50 ? 0 : 6;
  const position = columns < 76 ? 0 : 11;
  const shared = [name, bar, events, position].filter((width) => width > 0);
  const used = shared.reduce((sum, width) => sum + width + gap, margin);
  const left = Math.max(0, columns - used);
  const label = Math.min(left, longestLabel);
  const rest = left - label - gap;
  const snippet = rest < leastSnippet ? 0 : rest;
  return { name, bar, events, position, label, snippet, labelAt: used };
};

/** The same once the act is over: the room of the place and of the text is the verdict's. */
export const keptLayoutOf = (columns: number): Layout => {
  const { position, labelAt, ...kept } = layoutOf(columns);
  const at = labelAt - (position > 0 ? position + gap : 0);
  return { ...kept, position: 0, label: Math.max(0, columns - at), snippet: 0, labelAt: at };
};
