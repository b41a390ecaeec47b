/** Letters that may differ for a word to be taken for a slip of another. */
const MOST_SLIPS = 2;

/** Of some words that which was probably meant, where one is near enough. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const slips = known.map((other) => editDistance(word.toLowerCase(), other));
  const least = Math.min(...slips);
  return least <= MOST_SLIPS && least < word.length ? known[slips.indexOf(least)] : undefined;
}

/** Letters to insert, delete or replace to make one word of the other (Levenshtein), row by row of the table. */
function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > MOST_SLIPS) return Infinity;
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = above[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, above[j] + 1, row[j - 1] + 1));
    }
  }
  return row[to.length];
}
