// Makes text from an input safe to print: what a terminal or a reader's eye could be led by becomes visible `\x1b` text.
// Covered: C0 and C1 controls and DEL, bidirectional controls (CVE-2021-42574), line and paragraph separators,
// zero-width and tag characters, lone surrogates. All other characters stay as they are.

const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu;

function visible(char: string): string {
  switch (char) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
  }
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
}

/** One line: every unsafe character of `text` as a visible escape, newlines and tabs included. Idempotent. */
export function neutralise(text: string): string {
  return text.replace(unsafe, visible);
}

/** Several lines: newlines stay, `\r\n` becomes `\n`, a tab becomes four blanks, all else as `neutralise`. */
export function neutraliseLines(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .split('\n')
    .map((line) => neutralise(line.replace(/\t/g, '    ')))
    .join('\n');
}
