import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatStamp, isLegalStamp, parseStamp, stampUser } from '../../src/identity/stamp.ts';

const hex8 = fc.stringMatching(/^[0-9a-f]{8}$/);
const marker = fc.oneof(fc.constant('direct'), fc.constant('breakglass'), hex8);
/** Names as AWS gives them, and anything else a caller could ever be called. */
const anyName = fc.oneof(
  fc.stringMatching(/^[\w+=,.@-]{1,64}$/),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  hex8.map((hex) => `alice+${hex}`),
  fc.constantFrom('', 'a', '=', 'aws:alice', 'aws', '+00000000', 'x'.repeat(35), 'x'.repeat(36)),
);

describe('a stamp', () => {
  it('is legal and reads back, whatever the name', () => {
    fc.assert(
      fc.property(anyName, marker, hex8, (rawName, mark, requestId) => {
        const stamp = formatStamp({ rawName, marker: mark, requestId });
        // The pattern of the STS API reference, written again.
        expect(stamp).toMatch(/^[A-Za-z0-9_=,.@+-]{2,64}$/);
        expect(stamp.startsWith('aws:')).toBe(false);
        expect(parseStamp(stamp)).toEqual({
          form: 'current',
          user: stampUser(rawName),
          marker: mark,
          requestId,
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('has a user part that is a legal RoleSessionName', () => {
    fc.assert(
      fc.property(anyName, (rawName) => {
        expect(stampUser(rawName)).toMatch(/^[\w+,.@-]{2,35}$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps different names apart', () => {
    fc.assert(
      fc.property(anyName, anyName, (a, b) => {
        // Two lone surrogates are one and the same in UTF-8, and no ARN has any.
        fc.pre(a.isWellFormed() && b.isWellFormed());
        expect(stampUser(a) === stampUser(b)).toBe(a === b);
      }),
      { numRuns: 2000 },
    );
  });

  it('cannot be put on by naming oneself as another is mangled', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const worn = stampUser(name);
        if (worn !== name) expect(stampUser(worn)).not.toBe(worn);
      }),
    );
  });
});

describe('formatStamp', () => {
  const parts = { rawName: 'alice', marker: 'direct', requestId: 'a1b2c3d4' };

  it('writes the form of the documents', () => {
    expect(formatStamp(parts)).toBe('sentinel=alice=direct=a1b2c3d4');
    expect(formatStamp({ ...parts, rawName: 'bob@example.com', marker: 'breakglass' })).toBe(
      'sentinel=bob@example.com=breakglass=a1b2c3d4',
    );
  });

  it('mangles what is illegal, too long or too short, by SHA-256 of the whole name', () => {
    expect(stampUser('a=b')).toMatch(/^a_b\+[0-9a-f]{8}$/);
    expect(stampUser('x')).toBe('x+2d711642');
    expect(stampUser('n'.repeat(36))).toMatch(/^n{26}\+[0-9a-f]{8}$/);
    expect(stampUser('n'.repeat(35))).toBe('n'.repeat(35));
  });

  it('refuses a marker or request id of another form', () => {
    for (const bad of ['', 'Direct', 'approved', 'a1b2c3d', 'A1B2C3D4', 'a1b2c3d45', 'direct=x']) {
      expect(() => formatStamp({ ...parts, marker: bad })).toThrow();
    }
    for (const bad of ['', 'a1b2c3d', 'A1B2C3D4', 'a1b2c3d4 ', 'a1b2c3d4\n']) {
      expect(() => formatStamp({ ...parts, requestId: bad })).toThrow();
    }
  });

  it('takes eight hex digits, an approval, as marker', () => {
    const mark = '0f1e2d3c';
    expect(parseStamp(formatStamp({ ...parts, marker: mark }))?.marker).toBe(mark);
  });
});

describe('parseStamp', () => {
  it('reads the colon forms of old logs', () => {
    expect(parseStamp('sentinel:alice:direct:a1b2c3d4')).toEqual({
      form: 'colon',
      user: 'alice',
      marker: 'direct',
      requestId: 'a1b2c3d4',
    });
    expect(parseStamp('sentinel:alice:a1b2c3d4')).toEqual({
      form: 'three-part',
      user: 'alice',
      marker: null,
      requestId: 'a1b2c3d4',
    });
  });

  it('takes nothing else for a stamp, and never throws', () => {
    const others = [
      'alice',
      'sentinel',
      'sentinel=alice=direct',
      'sentinel=alice=direct=a1b2c3d4=x',
      'sentinel==direct=a1b2c3d4',
      'Sentinel=alice=direct=a1b2c3d4',
      'sentinel=alice=maybe=a1b2c3d4',
      'sentinel=al ice=direct=a1b2c3d4',
      `sentinel=${'x'.repeat(36)}=direct=a1b2c3d4`,
      'sentinel:alice:direct:zzzzzzzz',
      'sentinel::a1b2c3d4',
    ];
    for (const text of others) expect(parseStamp(text), text).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => void parseStamp(text)));
  });
});

describe('isLegalStamp', () => {
  it('is what STS takes', () => {
    expect(isLegalStamp('sentinel=alice=direct=a1b2c3d4')).toBe(true);
    for (const text of ['a', 'a:b', 'a b', 'ä-name', 'aws:x', 'x'.repeat(65), '', 'ab\n']) {
      expect(isLegalStamp(text), text).toBe(false);
    }
  });
});
