/** Every request that is not the control door's: a page, or a call of a service, with what befalls it. */
import type { Cloud } from './cloud.ts';
import { befall } from './faults/befall.ts';
import type { Board } from './faults/board.ts';
import { targetOf } from './faults/target.ts';
import { answer } from './http/answer.ts';
import type { Outcome, Reply } from './http/listen.ts';
import type { WireRequest } from './http/wire.ts';
import { pageReply } from './sso/pages.ts';
import { restAction, restReply } from './sso/routes.ts';

export interface Street {
  readonly cloud: Cloud;
  readonly board: Board;
  /** Where the sandbox answers: `http://127.0.0.1:PORT`. */
  readonly url: string;
  isReachable(service: string): boolean;
}

export async function dispatch(street: Street, request: WireRequest): Promise<Outcome> {
  const { cloud, board, url } = street;
  const page = pageReply(cloud, request, url);
  if (page) return page;
  const target = targetOf(request);
  if (!street.isReachable(target.service)) return 'cut';
  const { delay, fault } = board.meet(target);
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  const rest = restAction(request);
  const perform = async (at: Cloud): Promise<Reply> =>
    rest ? restReply(at, rest, request, url) : awsReply(at, request);
  return fault ? befall(fault, cloud, request, perform) : perform(cloud);
}

async function awsReply(cloud: Cloud, request: WireRequest): Promise<Reply> {
  const { status, type, body, requestId } = await answer(cloud, request);
  return {
    status,
    headers: {
      'content-type': type,
      'content-length': String(Buffer.byteLength(body)),
      // AWS's time, which clients correct their clocks by.
      date: new Date(cloud.now()).toUTCString(),
      'x-amzn-requestid': requestId,
      'x-amz-request-id': requestId,
    },
    body,
  };
}
