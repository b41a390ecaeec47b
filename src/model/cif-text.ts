/** Begins with nothing that means something, and holds neither blanks nor quotes. */
const BARE = /^[^\s'"#$_;[\]][^\s'"]*$/;
const RESERVED = /^(data_|loop_|save_|stop_|global_)/i;

/** A value as it stands in a CIF file, in quotes where it needs them. Nothing is `.`: it does not apply. */
export function cifValue(text: string): string {
  if (text === '') return '.';
  if (BARE.test(text) && !RESERVED.test(text) && text !== '.' && text !== '?') return text;
  if (!/"\s|\n/.test(text)) return `"${text}"`;
  if (!/'\s|\n/.test(text)) return `'${text}'`;
  return `\n;${text}\n;\n`;
}

/** Items of a category, one by one: their values are as {@link cifValue} gives them. */
export function cifItems(category: string, values: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(values).map((item) => item.length)) + category.length + 3;
  const lines = Object.entries(values).map(
    ([item, value]) => `${`${category}.${item}`.padEnd(width)} ${value}\n`,
  );
  return `${lines.join('')}#\n`;
}

/** The head of a loop. */
export function cifLoop(category: string, items: readonly string[]): string {
  return ['loop_', ...items.map((item) => `${category}.${item}`), ''].join('\n');
}

/** A loop with its rows; nothing where there are none. */
export function cifTable(category: string, rows: readonly Readonly<Record<string, string>>[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map((row) => `${Object.values(row).join(' ')}\n`);
  return `${cifLoop(category, Object.keys(rows[0]))}${lines.join('')}#\n`;
}
