/** Waits for things on screens; shared by the pty, tmux and fake-terminal helpers. */

/**
 * Asks `probe` again and again until it gives something other than false or undefined.
 * @param what the words of the failure; `describe` adds what was there instead.
 * @throws after `timeout` ms (default 15 s: a slow machine is no failure).
 */
export async function waitFor<T>(
  probe: () => T | false | undefined | Promise<T | false | undefined>,
  options: { what: string; describe?: () => string | Promise<string>; timeout?: number },
): Promise<T> {
  const end = Date.now() + (options.timeout ?? 15_000);
  for (;;) {
    const value = await probe();
    if (value !== false && value !== undefined) return value;
    if (Date.now() > end) {
      const seen = (await options.describe?.()) ?? '';
      throw new Error(
        `waited in vain for ${options.what}${seen && `\n--- instead:\n${seen}\n---`}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Does a screen show this? A string is searched as it is. */
export function shows(screen: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen);
}
