/** A refusal as AWS words it: code, HTTP status and text. The protocol gives it its shape. */
export class AwsFault extends Error {
  override readonly name = 'AwsFault';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** STS's and IAM's answer to a parameter outside its constraint, in the service's own words. */
export function constraint(value: string, member: string, rule: string): AwsFault {
  return new AwsFault(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );
}
