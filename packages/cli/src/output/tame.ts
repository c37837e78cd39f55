/** What a terminal would take for a command, but for the end of a line and the tabulator. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text of a stream as it may be shown on a terminal: it moves no cursor, and changes no colours. */
export const tame = (text: string): string => text.replace(controls, "");
