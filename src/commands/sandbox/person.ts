/** The person that `--as` names, else the one the sandbox opens as. @throws SentinelError usage */
export async function personOf(as: unknown): Promise<string> {
  const { DEFAULT_PERSON } = await import('../../sandbox/story/people.ts');
  const { checkPerson } = await import('../../sandbox/enter.ts');
  const person = typeof as === 'string' ? as : DEFAULT_PERSON;
  checkPerson(person);
  return person;
}
