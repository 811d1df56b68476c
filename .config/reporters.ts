/** What a run prints and, where `.ci/run` names a file, the JSON it sums. */
export const reporting = process.env['VITEST_JSON']
  ? { reporters: ['default', 'json'], outputFile: { json: process.env['VITEST_JSON'] } }
  : { reporters: ['default'] };
