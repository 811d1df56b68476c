/**
 * The portal's address as it stands in the people's AWS files: this server's own, with the person whose
 * file it is, so that the page knows whom to offer.
 */
export function startUrl(url: string, person: string): string {
  return `${url}/start?as=${person}`;
}

/** Whether the portal goes by this address: its own on this machine, or a portal of AWS's. */
export function isStartUrl(text: string): boolean {
  return (
    /^http:\/\/(127\.0\.0\.1|localhost):\d{1,5}\/start(\/|\?|#|$)/.test(text) ||
    /^https:\/\/[\w-]+\.awsapps\.com\/start(\/|\?|#|$)/.test(text)
  );
}

/** Whom the address is for; null: it does not say. */
export function hintOf(text: string | null): string | null {
  return /[?&]as=([\w.-]{1,64})(&|#|$)/.exec(text ?? '')?.[1] ?? null;
}
