/** Work that is asked for again and again and done one at a time: what is asked meanwhile is one more round. */
export const createPulling = (
  once: () => Promise<void>,
  failed: (error: unknown) => void,
): (() => void) => {
  let again = false;
  let busy = false;

  const work = async (): Promise<void> => {
    busy = true;
    try {
      while (again) {
        again = false;
        await once();
      }
    } catch (error) {
      failed(error);
    } finally {
      busy = false;
    }
  };

  return () => {
    again = true;
    if (!busy) void work();
  };
};
