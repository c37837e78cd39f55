/** Nobody, one, or many: nearly all streams have one follower, and a set of one is larger than its hub. */
export type Members<T extends object> = T | Set<T> | null;

export const joined = <T extends object>(members: Members<T>, one: T): Members<T> => {
  if (members === null || members === one) return one;
  return members instanceof Set ? members.add(one) : new Set([members, one]);
};

export const left = <T extends object>(members: Members<T>, one: T): Members<T> => {
  if (!(members instanceof Set)) return members === one ? null : members;
  members.delete(one);
  const [other = null] = members;
  return members.size > 1 ? members : other;
};

/** Whether there is but one. */
export const isAlone = <T extends object>(members: Members<T>): boolean =>
  members !== null && !(members instanceof Set);

/** Whether it holds of one of them. */
export const some = <T extends object>(
  members: Members<T>,
  holds: (one: T) => boolean,
): boolean => {
  if (!(members instanceof Set)) return members !== null && holds(members);
  for (const one of members) if (holds(one)) return true;
  return false;
};

/** Who leaves meanwhile is passed over. */
export const each = <T extends object>(members: Members<T>, act: (one: T) => void): void => {
  if (members instanceof Set) members.forEach(act);
  else if (members) act(members);
};
