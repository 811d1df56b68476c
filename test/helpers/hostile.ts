/** Text that acts on terminals, databases and shells, or that careless stores change. */
export const HOSTILE: readonly string[] = [
  '\u001b[2J\u001b]52;c;cm0gLXJm\u0007\u001b]8;;http://evil\u001b\\x',
  '\u202edorp\u202c \u200b\u200d\ufeff\u2028\u2029',
  "'; drop table sessions; --",
  'a\u0000b\r\n\tc',
  'e\u0301 \u00e9 👩‍👩‍👧‍👦 \u{10ffff}',
  '%_*?\\"{}[]',
  'x'.repeat(10_000),
  '',
];
