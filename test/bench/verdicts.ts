import { evaluate, prepare } from '../../src/policy/evaluate.ts';
import { parseAccessPolicy } from '../../src/policy/parse.ts';
import type { AccessRequest } from '../../src/policy/types.ts';
import { type Figure, median } from './measure.ts';

const PROFILES = 5_000;
const RULES = 300;

/** All verdicts of many profiles under many rules, as the console's list asks for them. */
export async function allVerdicts(): Promise<Figure[]> {
  const policy = await parseAccessPolicy(policyText(), 'bench');
  const requests = Array.from({ length: PROFILES }, (_, index) => request(index));
  const at = Date.UTC(2026, 10, 20, 12);
  const times: number[] = [];
  for (let round = 0; round <= 10; round++) {
    const start = performance.now();
    const prepared = prepare(policy);
    let allowed = 0;
    for (const one of requests) if (evaluate(prepared, one, at).effect === 'allow') allowed++;
    if (allowed === 0 || allowed === PROFILES) throw new Error('the policy decides nothing');
    if (round > 0) times.push(performance.now() - start);
  }
  return [
    {
      what: '5,000 profiles x 300 rules, all verdicts',
      value: median(times),
      unit: 'ms',
      budget: 50,
    },
  ];
}

function policyText(): string {
  const rules = Array.from({ length: RULES }, (_, index) => {
    const time =
      index % 10 === 0
        ? ', time: {days: [monday, tuesday, friday], hours: {start: "09:00", end: "18:00"}, timezone: Europe/Berlin}'
        : '';
    const profiles = `["team-${index}-*", "*-app-${index}", "exact-${index}"]`;
    const effect = index % 3 === 0 ? 'allow' : index % 3 === 1 ? 'deny' : 'require_approval';
    return `  - {name: rule-${index}, effect: ${effect}, conditions: {profiles: ${profiles}, accounts: ["1111*"]${time}}}`;
  });
  return `version: "1"\ntimezone: UTC\nrules:\n${rules.join('\n')}\n`;
}

function request(index: number): AccessRequest {
  const shape = index % 4;
  const number = index % 330;
  const profile =
    shape === 0
      ? `team-${number}-x${index}`
      : shape === 1
        ? `x${index}-app-${number}`
        : shape === 2
          ? `exact-${number}`
          : `nothing-${index}`;
  return {
    principal: {
      arn: 'arn:aws:iam::111122223333:user/alice',
      account: '111122223333',
      partition: 'aws',
      type: 'user',
      role: null,
      rawName: 'alice',
      userId: 'AIDAEXAMPLE',
    },
    profile,
    roleArn: `arn:aws:iam::111122223333:role/${profile}`,
    account: '111122223333',
    mode: 'cli',
  };
}
