import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSocketServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/aws/http-answer.ts';

const whole = (text: string, ended = false) => readAnswer(Buffer.from(text, 'latin1'), ended);
const OK = 'HTTP/1.1 200 OK\r\n';

describe('an answer of HTTP', () => {
  it('is read with its length, in chunks, or to the connection’s end', () => {
    const body = { status: 200, body: 'hello' };
    expect(whole(`${OK}Content-Length: 5\r\n\r\nhello`)).toMatchObject(body);
    expect(
      whole(`${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n`),
    ).toMatchObject(body);
    expect(
      whole(`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n`),
    ).toMatchObject(body);
    expect(whole(`${OK}X: y\r\n\r\nhello`, true)).toMatchObject(body);
    expect(whole(`HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n`)).toMatchObject({
      status: 204,
      body: '',
    });
  });

  it('gives headers by lower-case name, those of a name together', () => {
    const read = whole(
      `${OK}DATE:  Fri \r\nx-a: 1\r\nX-A: 2\r\n__proto__: z\r\ncontent-length: 0\r\n\r\n`,
    );
    expect({ ...read?.headers }).toMatchObject({ date: 'Fri', 'x-a': '1, 2' });
    expect(Object.getPrototypeOf(read?.headers)).toBeNull();
  });

  it.each([
    ['not HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['a status of three letters', 'HTTP/1.1 abc\r\n\r\n'],
    ['an interim answer', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['a folded header', `${OK}x: 1\r\n more\r\ncontent-length: 0\r\n\r\n`],
    ['a header with a space in its name', `${OK}content-length : 5\r\n\r\nhello`],
    ['two lengths', `${OK}content-length: 5\r\ncontent-length: 6\r\n\r\nhello`],
    [
      'a length and chunks',
      `${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['another encoding', `${OK}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['a length below nothing', `${OK}content-length: -1\r\n\r\n`],
    ['a length in hex', `${OK}content-length: 0x5\r\n\r\nhello`],
    ['a length beyond all measure', `${OK}content-length: 9999999999\r\n\r\n`],
    ['more than it says', `${OK}content-length: 4\r\n\r\nhello`],
    [
      'a chunk longer than it says',
      `${OK}transfer-encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n`,
    ],
    ['a chunk without its size', `${OK}transfer-encoding: chunked\r\n\r\nhello\r\n0\r\n\r\n`],
    [
      'something behind the last chunk',
      `${OK}transfer-encoding: chunked\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n`,
    ],
    ['a head without end', `${OK}x: ${'y'.repeat(70_000)}`],
  ])('%s is none', (_what, text) => {
    expect(() => whole(text)).toThrow(/is not one of HTTP/);
  });

  it.each([
    `${OK}content-le`,
    `${OK}content-length: 5\r\n\r\nhell`,
    `${OK}transfer-encoding: chunked\r\n\r\n5\r\nhel`,
    `${OK}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`,
    `${OK}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n`,
  ])('half of one is waited for, and none where nothing more comes: %j', (text) => {
    expect(whole(text)).toBeNull();
    expect(() => whole(text, true)).toThrow('cut off');
  });

  it('is the same wherever it is parted, and never read before all of it is there', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.nat(12), { maxLength: 6 }),
        (text, cuts) => {
          const body = Buffer.from(text);
          const chunks: string[] = [];
          let at = 0;
          for (const size of [...cuts, body.length]) {
            const part = body.subarray(at, at + size);
            if (part.length > 0)
              chunks.push(`${part.length.toString(16)}\r\n${part.toString('latin1')}\r\n`);
            at += size;
          }
          const chunked = `${OK}Transfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`;
          const sized = `${OK}Content-Length: ${body.length}\r\n\r\n${body.toString('latin1')}`;
          for (const wire of [chunked, sized]) {
            const bytes = Buffer.from(wire, 'latin1');
            for (let cut = 0; cut < bytes.length; cut++)
              expect(readAnswer(bytes.subarray(0, cut), false)).toBeNull();
            expect(readAnswer(bytes, false)?.body).toBe(body.toString('utf8'));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('never throws anything but its own sentences, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        fc.boolean(),
        (bytes, ended, head) => {
          const all = Buffer.concat([Buffer.from(head ? OK : ''), Buffer.from(bytes)]);
          try {
            readAnswer(all, ended);
          } catch (error) {
            expect((error as Error).message).toMatch(/^the answer /);
          }
        },
      ),
    );
  });

  it('is read as Node reads what Node writes', async () => {
    const server = createServer((request, response) => {
      response.setHeader('x-two', ['1', '2']);
      if (request.url === '/chunks') {
        response.write('first ');
        setTimeout(() => response.end('second'), 5);
      } else response.end(JSON.stringify({ url: request.url, text: 'é' }));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    const { plainExchange } = await import('../../src/aws/plain-exchange.ts');
    for (const path of ['/', '/chunks']) {
      const node = await new Promise<{ status: number | undefined; body: string }>((resolve) => {
        get({ port, path, host: '127.0.0.1' }, (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (text) => {
            body += text;
          });
          response.on('end', () => resolve({ status: response.statusCode, body }));
        });
      });
      const url = new URL(`http://127.0.0.1:${port}${path}`);
      const options = {
        headers: { host: url.host, 'content-length': '0' },
        tls: { rejectUnauthorized: true },
      } as const;
      const own = await plainExchange(url, options, '', undefined);
      expect({ status: own.status, body: own.body }).toEqual(node);
      expect(own.headers['x-two']).toBe('1, 2');
    }
    server.close();
  });

  it('a header that would end its line is not sent', async () => {
    let asked = 0;
    const server = createSocketServer(() => {
      asked += 1;
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const { plainExchange } = await import('../../src/aws/plain-exchange.ts');
    const headers = { 'x-amz-security-token': 'a\r\nx-evil: 1' };
    const sending = async () =>
      plainExchange(url, { headers, tls: { rejectUnauthorized: true } }, '', undefined);
    await expect(sending()).rejects.toThrow(/x-amz-security-token holds what no header may/);
    expect(asked).toBe(0);
    server.close();
  });
});
