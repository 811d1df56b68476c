/**
 * A browser with a person before it: reads the sandbox's approval page and presses a button on it.
 * As a program: `node login-browser.ts [deny] URL`.
 */
import type { ChildProcess } from 'node:child_process';
import { argv } from 'node:process';

/** @returns the text of the page that came of it, after redirections. */
export async function answerPage(url: string, decision: 'approve' | 'deny'): Promise<string> {
  const asked = await fetch(url);
  const page = await asked.text();
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
  if (!action) throw new Error(`no form on the page of ${url}: ${page}`);
  const fields = new URLSearchParams({ decision });
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="([^"]+)" value="([^"]+)">/g,
  )) {
    fields.set(name, value);
  }
  const person = /name="person" value="([^"]+)" checked/.exec(page)?.[1];
  if (person) fields.set('person', person);
  const where = new URL(action, url);
  const answer = await fetch(where, {
    method: 'POST',
    headers: { origin: where.origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: fields.toString(),
  });
  return answer.text();
}

/**
 * Approves the device code that `sentinel login` tells on its stderr, at once.
 * @returns all that it wrote there, when it has ended.
 */
export async function approveWhenTold(login: ChildProcess): Promise<string> {
  let err = '';
  let answered = false;
  for await (const chunk of login.stderr ?? []) {
    err += chunk;
    const url = /http:\/\/127\S+user_code=\S+/.exec(err)?.[0];
    if (!url || answered || !err.includes('Waiting')) continue;
    answered = true;
    await answerPage(url, 'approve');
  }
  return err;
}

if (import.meta.filename === argv[1]) {
  const words = argv.slice(2);
  await answerPage(words.at(-1) ?? '', words[0] === 'deny' ? 'deny' : 'approve');
}
