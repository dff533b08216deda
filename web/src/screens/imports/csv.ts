// CSV as Brazilian spreadsheets take it: UTF-8 with its mark, semicolons, quotes where they are needed.

/** Rows as a CSV for a spreadsheet; a cell that would be a formula there is disarmed. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t]/.test(text) && !/^[+-]?\d[\d.,]*$/.test(text) ? `'${text}` : text;
    return /[";\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`;
}
