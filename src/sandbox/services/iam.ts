import { type Call, type Output, type Service, text } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import { type IamRole, roleArn } from '../world.ts';
import { ACCESS_KEY_ACTIONS } from './access-keys.ts';

/** IAM, query protocol. A role's inline policies (PutRolePolicy...) have their place here. */
export const iam: Service = {
  name: 'iam',
  protocol: 'query',
  source: 'iam.amazonaws.com',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  region: 'us-east-1',
  actions: {
    GetRole: {
      readOnly: true,
      resources: (call) => {
        const name = text(call, 'RoleName') ?? '';
        const role = ownRole(call, name);
        return [`arn:aws:iam::${call.caller.account}:role${role?.path ?? '/'}${name}`];
      },
      run: getRole,
    },
    ...ACCESS_KEY_ACTIONS,
  },
};

function getRole(call: Call): Output {
  const name = text(call, 'RoleName') ?? '';
  call.trail.requestParameters = { roleName: name };
  const role = ownRole(call, name);
  const account = call.cloud.world.accounts.find((one) => one.id === call.caller.account);
  if (!role || !account) {
    throw new AwsFault('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
  }
  return {
    Role: {
      Path: role.path,
      RoleName: role.name,
      RoleId: role.id,
      Arn: roleArn(account, role),
      CreateDate: new Date(role.createdAt).toISOString(),
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)),
      Description: role.description,
      MaxSessionDuration: role.maxSessionDuration,
    },
  };
}

function ownRole(call: Call, name: string): IamRole | undefined {
  const account = call.cloud.world.accounts.find((one) => one.id === call.caller.account);
  return account?.roles.find((one) => one.name === name);
}
