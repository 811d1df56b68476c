/** Values as XML elements: objects nest, arrays repeat their element, undefined is left out. */
export function xml(value: Readonly<Record<string, unknown>>): string {
  return Object.entries(value)
    .flatMap(([name, member]) =>
      (Array.isArray(member) ? member : [member]).map((one) => [name, one]),
    )
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([name, member]) => `<${name}>${content(member)}</${name}>`)
    .join('');
}

function content(value: unknown): string {
  if (typeof value === 'object' && value !== null) return xml(value as Record<string, unknown>);
  return escapeXml(String(value));
}

/** Text safe between tags. What XML 1.0 cannot hold at all becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
