/**
 * A name for the code behind a module of the built program: its file's name changes with any of the code
 * that it reaches. Null when run from the sources, where nothing tells.
 * @param url the module's `import.meta.url`.
 */
export function bundleName(url: string): string | null {
  return /\.tsx?(\?|$)/.test(url) ? null : url;
}
