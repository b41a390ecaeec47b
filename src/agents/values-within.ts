/** Lets those who ask while a question is under way have the same answer. */
export function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => (underWay ??= ask().finally(() => (underWay = undefined)));
}

/** What it gives in time; nothing where it fails or takes longer. */
export async function valuesWithin<T>(waitMs: number, values: Promise<readonly T[]>): Promise<readonly T[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly T[]>((resolve) => (timer = setTimeout(() => resolve([]), waitMs)));
  try {
    return await Promise.race([values.catch(() => []), late]);
  } finally {
    clearTimeout(timer);
  }
}
