import { expect, it } from 'vitest';
import { createDraftSaver } from '../../src/console/draft-saver.ts';
import type { BreakglassForm, DraftsPort } from '../../src/console/ports.ts';

function form(justification: string): BreakglassForm {
  return { reasonCode: 'incident', justification, ticket: '', duration: '1h' };
}

function recorder(fail = false) {
  const saved: string[] = [];
  const dropped: string[] = [];
  const port: DraftsPort = {
    load: async () => null,
    async save(_profile, { justification }) {
      if (fail) throw new Error('disk full');
      saved.push(justification);
    },
    async drop(profile) {
      dropped.push(profile);
    },
  };
  return { saved, dropped, port };
}

it('saves the first change at once, then the newest of many', async () => {
  const { saved, port } = recorder();
  const saver = createDraftSaver(port, () => {});
  for (const text of ['a', 'ab', 'abc', 'abcd']) saver.save('prod', form(text));
  await Promise.resolve();
  expect(saved).toEqual(['a']);
  await expect.poll(() => saved).toEqual(['a', 'abcd']);
});

it('writes what is waiting when it is flushed', async () => {
  const { saved, port } = recorder();
  const saver = createDraftSaver(port, () => {});
  saver.save('prod', form('a'));
  saver.save('prod', form('ab'));
  await saver.flush();
  expect(saved).toEqual(['a', 'ab']);
});

it('does not bring back a draft whose form was used', async () => {
  const { saved, dropped, port } = recorder();
  const saver = createDraftSaver(port, () => {});
  saver.save('prod', form('a'));
  saver.save('prod', form('ab'));
  await saver.drop('prod');
  await saver.flush();
  expect(saved).toEqual(['a']);
  expect(dropped).toEqual(['prod']);
});

it('tells once that drafts cannot be written, and lets typing go on', async () => {
  const told: unknown[] = [];
  const saver = createDraftSaver(recorder(true).port, (error) => told.push(error));
  saver.save('prod', form('a'));
  await saver.flush();
  saver.save('prod', form('ab'));
  await saver.flush();
  expect(told).toHaveLength(1);
});
