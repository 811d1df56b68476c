/** Profiles that stand in the AWS files and that AWS's own loader leaves out without a word. Pure. */
import type { UnreadProfile } from '../aws/ini.ts';
import { type BaseAnswer, badSetting } from './problem.ts';
import type { Profile } from './types.ts';

/** The row of such a profile: visible, with its sentence. */
export function unreadRow(unread: UnreadProfile): Profile {
  const { problem } = unreadProblem(unread);
  return {
    name: unread.name,
    region: null,
    roleArn: null,
    account: null,
    durationSeconds: null,
    unstampable: null,
    mfaSerial: null,
    endpoints: {
      profile: unread.name,
      endpointUrl: null,
      section: null,
      services: {},
      ignored: false,
      signsIn: false,
    },
    hops: [],
    base: null,
    problem,
  };
}

/** Why AWS's tools do not see it. */
export function unreadProblem({
  name,
  file,
  why,
}: UnreadProfile): Extract<BaseAnswer, { base: null }> {
  return why === 'name'
    ? badSetting(
        `AWS's SDK leaves the profile [${name}] in ${file} out: its name holds other characters than letters, digits and - _ @ + . % : /`,
        'Give it another name.',
      )
    : badSetting(
        `AWS's SDK leaves the profile [${name}] in ${file} out: its header is not written as [profile ${name}].`,
        'Write one space after "profile" and none beside the brackets.',
      );
}
