/**
 * Sums the suites' JSON reports and the script's own steps into the last line that CI reads. A skipped
 * test is a failure here: CI installs every real part. `node .ci/sum.js FOLDER`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const steps = (name) =>
  existsSync(join(folder, name))
    ? readFileSync(join(folder, name), 'utf8').trim().split('\n').length
    : 0;
let passed = steps('passed');
let failed = steps('failed');
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  for (const suite of report.testResults) {
    for (const test of suite.assertionResults) {
      if (test.status === 'passed' || test.status === 'failed') continue;
      failed += 1;
      process.stdout.write(`NOT RUN (${test.status}): ${test.fullName}\n`);
    }
  }
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
