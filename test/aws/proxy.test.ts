/** The company's proxy, on every Node that Sentinel runs on. */
import { describe, expect, it } from 'vitest';
import { proxyOf } from '../../src/aws/proxy.ts';

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
