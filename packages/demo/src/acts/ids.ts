/** The streams of the story. The stopped one is begun anew in the last act. */
export const streamIds = {
  answer: "the-answer",
  takeover: "the-takeover",
  stop: "the-stop",
} as const;
