import { type Call, members, type Output, type Service } from '../cloud.ts';
import { AwsFault } from '../fault.ts';

/** EC2, its own dialect of query: see the instances, terminate one. */
export const ec2: Service = {
  name: 'ec2',
  protocol: 'ec2',
  source: 'ec2.amazonaws.com',
  namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  actions: {
    DescribeInstances: { readOnly: true, run: describe },
    TerminateInstances: {
      readOnly: false,
      resources: (call) =>
        members(call, 'InstanceId').map(
          (id) => `arn:aws:ec2:${call.region}:${call.caller.account}:instance/${id}`,
        ),
      run: terminate,
    },
  },
};

const STATES: Readonly<Record<string, number>> = { running: 16, 'shutting-down': 32, stopped: 80 };

function describe(call: Call): Output {
  const wanted = members(call, 'InstanceId');
  const all = instances(call);
  mustExist(wanted, all);
  const shown = all.filter((one) => wanted.length === 0 || wanted.includes(one.id));
  return {
    reservationSet: {
      item: shown.map((one) => ({
        reservationId: `r-${one.id.slice(2)}`,
        ownerId: call.caller.account,
        instancesSet: {
          item: [
            {
              instanceId: one.id,
              instanceState: state(one.state),
              instanceType: one.type,
              tagSet: { item: [{ key: 'Name', value: one.name }] },
            },
          ],
        },
      })),
    },
  };
}

function terminate(call: Call): Output {
  const wanted = members(call, 'InstanceId');
  if (wanted.length === 0) {
    throw new AwsFault('MissingParameter', 'The request must contain the parameter InstanceId');
  }
  const all = instances(call);
  call.trail.requestParameters = {
    instancesSet: { items: wanted.map((instanceId) => ({ instanceId })) },
  };
  mustExist(wanted, all);
  const { world, store } = call.cloud;
  const changed = all
    .filter((one) => wanted.includes(one.id))
    .map((one) => {
      const before = one.state;
      one.state = 'shutting-down';
      return { instanceId: one.id, currentState: state(one.state), previousState: state(before) };
    });
  store.saveWorld(world);
  return { instancesSet: { item: changed } };
}

function mustExist(wanted: readonly string[], all: readonly { id: string }[]): void {
  const unknown = wanted.find((id) => !all.some((one) => one.id === id));
  if (unknown === undefined) return;
  throw new AwsFault('InvalidInstanceID.NotFound', `The instance ID '${unknown}' does not exist`);
}

function instances(call: Call) {
  return call.cloud.world.accounts.find((one) => one.id === call.caller.account)?.instances ?? [];
}

function state(name: string): { code: number; name: string } {
  return { code: STATES[name] ?? 48, name };
}
