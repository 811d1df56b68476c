import { type Call, type Output, type Service, text } from '../cloud.ts';
import { AwsFault } from '../fault.ts';

/** RDS, query protocol: see the databases, delete one (where the organisation lets a stamp do so). */
export const rds: Service = {
  name: 'rds',
  protocol: 'query',
  source: 'rds.amazonaws.com',
  namespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
  actions: {
    DescribeDBInstances: { readOnly: true, run: describe },
    DeleteDBInstance: {
      readOnly: false,
      resources: (call) => [arn(call, text(call, 'DBInstanceIdentifier') ?? '')],
      run: remove,
    },
  },
};

function describe(call: Call): Output {
  const wanted = text(call, 'DBInstanceIdentifier');
  if (wanted !== undefined) mustFind(call, wanted);
  const shown = databases(call).filter((one) => wanted === undefined || one.id === wanted);
  return { DBInstances: { DBInstance: shown.map((one) => render(call, one)) } };
}

function remove(call: Call): Output {
  const id = text(call, 'DBInstanceIdentifier') ?? '';
  const skip = text(call, 'SkipFinalSnapshot') === 'true';
  const snapshot = text(call, 'FinalDBSnapshotIdentifier');
  call.trail.requestParameters = { dBInstanceIdentifier: id, skipFinalSnapshot: skip };
  const one = mustFind(call, id);
  if (!skip && snapshot === undefined) {
    throw new AwsFault(
      'InvalidParameterCombination',
      'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.',
    );
  }
  one.status = 'deleting';
  call.cloud.store.saveWorld(call.cloud.world);
  return { DBInstance: render(call, one) };
}

type Database = ReturnType<typeof databases>[number];

function mustFind(call: Call, id: string): Database {
  const found = databases(call).find((one) => one.id === id);
  if (found) return found;
  throw new AwsFault('DBInstanceNotFound', `DBInstance ${id} not found.`, 404);
}

function databases(call: Call) {
  return call.cloud.world.accounts.find((one) => one.id === call.caller.account)?.databases ?? [];
}

function render(call: Call, one: Database): Record<string, unknown> {
  return {
    DBInstanceIdentifier: one.id,
    DBInstanceClass: one.instanceClass,
    Engine: one.engine,
    DBInstanceStatus: one.status,
    DBInstanceArn: arn(call, one.id),
  };
}

function arn(call: Call, id: string): string {
  return `arn:aws:rds:${call.region}:${call.caller.account}:db:${id}`;
}
