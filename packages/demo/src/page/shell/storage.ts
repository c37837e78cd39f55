/** What was kept under that name. Null where nothing was, or where the browser keeps nothing. */
export const kept = (name: string): string | null => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

/** Keeps it for the next visit, where the browser lets us. */
export const keep = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value);
  } catch {}
};
