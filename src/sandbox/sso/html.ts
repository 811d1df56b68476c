/** The portal's pages as HTML: no script, nothing loaded from anywhere, readable without its colours. */
import { escapeXml } from '../http/xml.ts';
import type { Directory } from '../world.ts';

export interface Question {
  /** Who asks: the client's name, as it registered itself. */
  readonly client: string;
  /** The code to compare with the one in the terminal; null: there is none. */
  readonly userCode: string | null;
  readonly people: Directory['people'];
  /** Whom to offer first. */
  readonly hint: string | null;
  /** Where the answer is posted, and what goes with it. */
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Asks a person to approve or deny. */
export function questionPage(question: Question): string {
  const first = question.people.some((one) => one.name === question.hint)
    ? question.hint
    : question.people[0]?.name;
  const hidden = Object.entries(question.fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeXml(value)}">`)
    .join('');
  const people = question.people
    .map(
      ({ name, display, signInName }) =>
        `<label><input type="radio" name="person" value="${escapeXml(name)}"${name === first ? ' checked' : ''}> ${escapeXml(display)} <small>${escapeXml(signInName)}</small></label>`,
    )
    .join('');
  const code =
    question.userCode === null
      ? ''
      : `<p>Check that this code is the one your terminal shows:</p><p class="code">${escapeXml(question.userCode)}</p>`;
  return page(
    'Allow access?',
    `<p><b>${escapeXml(question.client)}</b> asks to use the accounts that you are assigned.</p>${code}
<form method="post" action="${question.action}">${hidden}
<fieldset><legend>Sign in as</legend>${people}</fieldset>
<p><button name="decision" value="approve">Approve</button> <button name="decision" value="deny" class="no">Deny</button></p>
</form>`,
  );
}

/** Asks for the code, for whoever came without it. */
export function codePage(note: string | null): string {
  return page(
    'Enter the code',
    `${note === null ? '' : `<p role="alert">${escapeXml(note)}</p>`}<form method="get" action="/start/device">
<p><label>The code that your terminal shows: <input name="user_code" autocomplete="off" autofocus size="10"></label></p>
<p><button>Continue</button></p></form>`,
  );
}

/** Says one thing. */
export function messagePage(title: string, text: string): string {
  return page(title, `<p>${escapeXml(text)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} - SANDBOX</title><style>${STYLE}</style></head>
<body><main><p class="mark">SANDBOX</p><h1>${title}</h1>
${body}
<footer>Sentinel's sandbox plays AWS access portal here. Nothing on this page reaches a real AWS.</footer></main></body></html>
`;
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;margin:3em auto;max-width:34em;padding:0 1em;color:#1b1f24;background:#fff}' +
  '.mark{display:inline-block;background:#7a4b00;color:#fff;padding:0 .6em;font-weight:700}' +
  '.code{font:700 2em/1.2 ui-monospace,monospace;letter-spacing:.1em}' +
  'fieldset{border:1px solid #8c959f}label{display:block;padding:.2em 0}small{color:#57606a}' +
  'button{font:inherit;padding:.3em 1.2em;border:1px solid #1f6f3f;background:#1f7a45;color:#fff}' +
  'button.no{background:#fff;color:#1b1f24;border-color:#8c959f}footer{margin-top:3em;color:#57606a;font-size:.85em}';
