/** What STS takes as a RoleSessionName (STS API reference, AssumeRole). ASCII only. */
export const SESSION_NAME: RegExp = /^[A-Za-z0-9_+=,.@-]{2,64}$/;
