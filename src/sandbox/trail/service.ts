import type { Service } from '../cloud.ts';
import { lookupEvents } from './look-up.ts';

/** CloudTrail, AWS JSON 1.1. Events are there at once; the real service takes minutes. */
export const cloudtrail: Service = {
  name: 'cloudtrail',
  protocol: 'json',
  source: 'cloudtrail.amazonaws.com',
  namespace: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101',
  actions: { LookupEvents: { readOnly: true, run: lookupEvents } },
};
