/** Asks again and again, one question at a time; the answer stops it. */
export function polling(everyMs: number, ask: (stopped: () => boolean) => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const next = async () => {
    await ask(() => over);
    if (!over) timer = setTimeout(() => void next(), everyMs);
  };
  void next();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
