/**
 * A setting as it may be shown: a webhook's address often is its secret, and so may be the name and
 * password in any address. Pure.
 */
export function withoutSecrets(key: string, value: unknown): unknown {
  if (key === 'notify' && Array.isArray(value)) return value.map(target);
  if (key === 'endpoints' && typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([service, url]) => [service, address(String(url), true)]),
    );
  }
  return value;
}

function target(one: unknown): unknown {
  if (typeof one !== 'object' || one === null || !('webhook' in one)) return one;
  return {
    webhook: address(String(one.webhook), false),
    ...('secret' in one && { secret: reference(String(one.secret)) }),
  };
}

/** The name of a secret is none; anything else may be one. */
function reference(secret: string): string {
  return secret.startsWith('keychain:') ? secret : '(hidden)';
}

function address(text: string, path: boolean): string {
  if (!URL.canParse(text)) return '(hidden)';
  const { protocol, host, pathname, search } = new URL(text);
  const rest = path ? pathname : pathname === '/' && search === '' ? '' : '/...';
  return `${protocol}//${host}${rest === '/' ? '' : rest}`;
}
