import { type Call, type Service, text } from '../cloud.ts';
import { parameterArn, splitName } from './names.ts';
import { getParameter, getParameterHistory, getParameters, getParametersByPath } from './read.ts';
import { deleteMany, deleteOne, putParameter } from './write.ts';

const one = (call: Call) => [parameterArn(call, splitName(call, text(call, 'Name') ?? '').name)];
const each = (call: Call) =>
  [call.params['Names']]
    .flat()
    .map((name) => parameterArn(call, splitName(call, String(name ?? '')).name));
const path = (call: Call) => [
  // IAM is asked about the path without its closing slash.
  parameterArn(call, (text(call, 'Path') ?? '').replace(/(.)\/+$/, '$1')),
];

/** Parameter Store, AWS JSON 1.1. */
export const ssm: Service = {
  name: 'ssm',
  protocol: 'json',
  source: 'ssm.amazonaws.com',
  namespace: 'AmazonSSM',
  actions: {
    GetParameter: { readOnly: true, resources: one, run: getParameter },
    GetParameters: { readOnly: true, resources: each, run: getParameters },
    GetParametersByPath: { readOnly: true, resources: path, run: getParametersByPath },
    GetParameterHistory: { readOnly: true, resources: one, run: getParameterHistory },
    PutParameter: { readOnly: false, resources: one, run: putParameter },
    DeleteParameter: { readOnly: false, resources: one, run: deleteOne },
    DeleteParameters: { readOnly: false, resources: each, run: deleteMany },
  },
};
