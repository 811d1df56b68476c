/** What stands between this machine and AWS: when two ways are the same, and what is said of them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelOf } from '../../src/aws/channel.ts';
import { createAwsFactory } from '../../src/aws/factory.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const proxy = 'http://proxy.corp.example:3128';

describe('the way to AWS', () => {
  it('is straight where nothing is said', () => {
    const straight = { name: '', notices: [] };
    expect(channelOf({ PATH: '/bin', AWS_REGION: 'us-east-1', HTTPS_PROXY: '' })).toEqual(straight);
    expect(channelOf({ HTTPS_PROXY: proxy, NO_PROXY: 'x, *' })).toEqual(straight);
  });

  it('is named by the content of the certificates, not by where they lie', () => {
    const [a, b] = [join(tempDir(), 'a.pem'), join(tempDir(), 'b.pem')];
    writeFileSync(a, 'one');
    writeFileSync(b, 'one');
    const by = (AWS_CA_BUNDLE: string) => channelOf({ AWS_CA_BUNDLE }).name;
    const first = by(a);
    expect(first).not.toBe('');
    expect(by(b)).toBe(first);
    writeFileSync(b, 'two');
    expect(by(b)).not.toBe(first);
    expect(by('/nowhere/ca.pem')).not.toBe('');
  });

  it.each<[string, Record<string, string>]>([
    ['a proxy', { HTTPS_PROXY: proxy }],
    ['another port', { HTTPS_PROXY: 'http://proxy.corp.example:3129' }],
    ['another scheme', { HTTPS_PROXY: 'https://proxy.corp.example:3128' }],
    ['other exceptions', { HTTPS_PROXY: proxy, NO_PROXY: 'sts.us-east-1.amazonaws.com' }],
    ['all of AWS excepted', { HTTPS_PROXY: proxy, NO_PROXY: '.amazonaws.com' }],
    ['rubbish', { HTTPS_PROXY: 'http://[bad' }],
    ['more certificates', { NODE_EXTRA_CA_CERTS: '/nowhere/corp.pem' }],
    ['the system’s certificates', { NODE_USE_SYSTEM_CA: '1' }],
    [
      'OpenSSL’s certificates',
      { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: '/nowhere/corp.pem' },
    ],
  ])('is another with %s', (name, env) => {
    const all = [{}, { HTTPS_PROXY: proxy }, env].map((one) => channelOf(one).name);
    expect(new Set(all).size).toBe(name === 'a proxy' ? 2 : 3);
  });

  it('is the same with another password of the proxy, and with small letters', () => {
    const { name, proxy: shown } = channelOf({ HTTPS_PROXY: proxy });
    const secret = channelOf({ https_proxy: 'http://me:hunter2@proxy.corp.example:3128' });
    expect(secret.name).toBe(name);
    expect(shown).toBe('proxy.corp.example:3128');
    expect(JSON.stringify(secret)).not.toContain('hunter2');
  });

  it('says AWS_CA_BUNDLE alone where that stands in place of the others', () => {
    const env = { AWS_CA_BUNDLE: '/nowhere/a.pem', NODE_EXTRA_CA_CERTS: '/nowhere/b.pem' };
    expect(channelOf(env).notices).toEqual([
      'Calls to AWS believe the certificates in /nowhere/a.pem (AWS_CA_BUNDLE).',
    ]);
  });

  it('does not go through a proxy that excepts AWS, nor says so', () => {
    const { notices, ...rest } = channelOf({ HTTPS_PROXY: proxy, NO_PROXY: '.amazonaws.com' });
    expect(notices).toEqual([]);
    expect(rest).not.toHaveProperty('proxy');
  });

  it('stays straight with NODE_TLS_REJECT_UNAUTHORIZED=0, which is not followed', () => {
    const { name, notices } = channelOf({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(name).toBe('');
    expect(notices).toEqual([expect.stringContaining('is not followed')]);
  });

  it('is none of the sandbox’s, where nothing leaves this machine', () => {
    const factory = createAwsFactory({
      env: { HTTPS_PROXY: proxy },
      endpointUrl: 'http://127.0.0.1:9',
    });
    expect(factory.channel().name).toBe('');
  });

  it('is kept beside endpoint overrides', () => {
    const factory = createAwsFactory({ env: { HTTPS_PROXY: proxy } });
    const { name } = factory.withEndpoints({ sts: 'https://corp.example' }).channel();
    expect(name).toBe(factory.channel().name);
  });
});
