/** The company's proxy, on every Node that Sentinel runs on. */
import { describe, expect, it } from 'vitest';
import { proxyOf } from '../../src/aws/proxy.ts';
import { SentinelError } from '../../src/errors.ts';

const proxy = 'http://proxy.corp.example:3128';

it.each(['24.5.0', '24.21.0', '22.21.0', '26.0.0'])('is used by Node %s', (node) => {
  expect(proxyOf({ https_proxy: proxy, no_proxy: 'a.example, b.example' }, node)).toEqual({
    HTTPS_PROXY: proxy,
    NO_PROXY: 'a.example,b.example,localhost,127.0.0.1,::1,[::1]',
  });
});

describe.each(['22.13.0', '22.20.9', '23.11.0', '24.4.1'])('Node %s, which knows none,', (node) => {
  it('says so rather than going past it', () => {
    expect(() => proxyOf({ HTTPS_PROXY: proxy }, node)).toThrow(
      `HTTPS_PROXY is set, and this version of Node (${node}) cannot use it.`,
    );
  });

  it('goes on where AWS is reached without it', () => {
    for (const except of ['*', '.amazonaws.com', 'x,amazonaws.com', '*.amazonaws.com']) {
      expect(proxyOf({ HTTPS_PROXY: proxy, NO_PROXY: except }, node)).toBeNull();
    }
    expect(() => proxyOf({ HTTPS_PROXY: proxy, NO_PROXY: 'corp.example' }, node)).toThrow();
  });

  it('goes on where there is none', () => {
    expect(proxyOf({}, node)).toBeNull();
    expect(proxyOf({ HTTPS_PROXY: '' }, node)).toBeNull();
  });
});

it.each([
  ['http://proxy:3128/', 'http://proxy:3128'],
  ['HTTP://Proxy:3128/path?x', 'http://proxy:3128'],
  [' https://proxy ', 'https://proxy'],
  ['http://me:s%40cret@proxy:3128', 'http://me:s%40cret@proxy:3128'],
  ['http://me@proxy', 'http://me:@proxy'],
  ['http://[::1]:3128', 'http://[::1]:3128'],
])('%j is the proxy %s', (named, proxy) => {
  expect(proxyOf({ HTTPS_PROXY: named }, '24.5.0')?.HTTPS_PROXY).toBe(proxy);
});

it.each([
  'proxy:3128',
  '127.0.0.1:3128',
  'socks5://proxy:1080',
  'http://[bad',
  'http://',
  'http://proxy:99999',
  'http://me:canary%zz@proxy',
  'canary',
])('%j is refused with a sentence, and not repeated', (named) => {
  const told = (() => {
    try {
      return proxyOf({ https_proxy: named }, '24.5.0');
    } catch (error) {
      return error;
    }
  })();
  expect(told).toBeInstanceOf(SentinelError);
  const { message, next } = told as SentinelError;
  expect(message).toBe(
    'HTTPS_PROXY is no address of an http or https proxy, so AWS is not called.',
  );
  expect(message + next.join()).not.toContain('canary');
});
