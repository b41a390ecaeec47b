/** Has something closed in the end. */
export type Opened = (close: () => unknown) => void;

/** Does something, then closes what it opened: what was opened last is closed first. */
export async function withClosing(act: (opened: Opened) => Promise<void>): Promise<void> {
  const closing: (() => unknown)[] = [];
  try {
    await act((close) => closing.unshift(close));
  } finally {
    for (const close of closing) await close();
  }
}
