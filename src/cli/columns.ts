/** Rows of text as aligned columns: the first to the left, the others to the right; two blanks between. */
export function alignColumns(rows: readonly (readonly string[])[], indent = ''): string[] {
  return align(rows, indent, (cell, width, i) => (i === 0 ? cell.padEnd(width) : cell.padStart(width)));
}

/** The same with every column to the left. */
export function alignLeft(rows: readonly (readonly string[])[], indent = ''): string[] {
  return align(rows, indent, (cell, width) => cell.padEnd(width));
}

function align(
  rows: readonly (readonly string[])[],
  indent: string,
  pad: (cell: string, width: number, column: number) => string,
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  }
  return rows.map((row) => {
    const cells = row.map((cell, i) => pad(cell, widths[i], i));
    return (indent + cells.join('  ')).trimEnd();
  });
}
