/** The people of the story: who `--as` may pick. */
export interface Person {
  readonly name: string;
  /** For `sentinel sandbox status` and the README. */
  readonly about: string;
}

/** The first is whom the sandbox opens as. */
export const PEOPLE: readonly Person[] = [
  { name: 'alice', about: 'on call tonight' },
  { name: 'bob', about: 'on call, approves requests, owns the policies' },
  { name: 'dave', about: 'a contractor who may use dev only' },
];

export const DEFAULT_PERSON = 'alice';
