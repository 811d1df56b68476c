/** What every request needs of the AWS SDK, in one piece: loading it in parts takes longer. */
export { makeSsm } from './ssm.ts';
export { makeSts } from './sts.ts';
export { openTransport } from './transport.ts';
