/**
 * The text of `sentinel --help`. In a built program this whole file is replaced by its result
 * (.config/overview.ts): loading thirty declarations for it takes as long as starting Node.
 */
export async function overviewText(): Promise<string> {
  const [{ loadAllCommands }, { overview }] = await Promise.all([
    import('../commands/index.ts'),
    import('./help.ts'),
  ]);
  return overview(await loadAllCommands());
}
