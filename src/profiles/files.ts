/** What the resolving of a profile stands on: both AWS files and the world around them. Types only. */
import type { IniProfile, IniSection, UnreadProfile } from '../aws/ini.ts';

export interface AwsFiles {
  readonly profiles: ReadonlyMap<string, IniProfile>;
  /** By name: stand in a file, and the loader leaves them out. */
  readonly unread: ReadonlyMap<string, UnreadProfile>;
  readonly ssoSessions: ReadonlyMap<string, IniSection>;
  /** The `[services NAME]` sections. */
  readonly services: ReadonlyMap<string, IniSection>;
  readonly configPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The sandbox is no machine of AWS's: there is neither instance nor container metadata. */
  readonly sandbox: boolean;
}
