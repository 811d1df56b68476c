import type { SigningIn } from '../state.ts';
import type { Action } from './actions.ts';

/** The sign-in that its view shows; gone when the view is left. */
export function reduceSignIn(signIn: SigningIn | null, action: Action): SigningIn | null {
  if (action.type === 'signin-open') {
    return { start: action.start, prompt: null, failure: null, scroll: 0 };
  }
  if (!signIn) return null;
  switch (action.type) {
    case 'signin-prompt':
      return { ...signIn, prompt: action.prompt };
    case 'signin-failed':
      return { ...signIn, prompt: null, failure: action.failure, scroll: 0 };
    case 'move':
      if (action.by === 'first') return { ...signIn, scroll: 0 };
      // The pane knows its length; it shows its last page for any number too large.
      return {
        ...signIn,
        scroll: action.by === 'last' ? 9999 : Math.max(0, signIn.scroll + action.by),
      };
    default:
      return signIn;
  }
}
