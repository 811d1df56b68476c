import type { FlagSpec } from '../commands/types.ts';

/** Flags that every command takes, before or after the verb. */
export const GLOBAL_FLAGS: Readonly<Record<string, FlagSpec>> = {
  help: {
    type: 'boolean',
    short: 'h',
    summary: 'what this command does, its flags and exit codes',
  },
  config: {
    type: 'string',
    value: 'PATH',
    env: 'SENTINEL_CONFIG',
    envApart: true,
    completes: 'file',
    summary: 'the config file to read',
  },
  region: {
    type: 'string',
    value: 'R[,R]',
    completes: 'region',
    summary: 'region, or several to fail over',
  },
  'aws-profile': {
    type: 'string',
    value: 'NAME',
    completes: 'profile',
    summary: 'take base credentials from this profile',
  },
  sandbox: {
    type: 'boolean',
    env: 'SENTINEL_SANDBOX',
    summary: 'use the built-in AWS: no account, nothing of yours is read',
  },
  as: {
    type: 'string',
    value: 'NAME',
    completes: 'person',
    summary: 'in the sandbox: who you are (alice, bob, ...)',
  },
  debug: { type: 'boolean', summary: 'tell on stderr what is asked of AWS (no secrets)' },
  'no-color': { type: 'boolean', summary: 'no colours' },
  version: { type: 'boolean', summary: 'print the version' },
};
