/**
 * Starter files: a config and the policies it names, with comments for somebody who meets them first.
 * What must be replaced is marked and valid all the same: nobody bears the names that stand there, so
 * that until then nobody gets anything.
 */
import { accessFile } from './access.ts';
import { approvalsFile, breakglassFile, rateLimitsFile } from './others.ts';
import type { Targets } from './targets.ts';
import type { MadeFile, Template } from './template.ts';

/** The files of a template. Each passes `config validate --strict`. Pure. */
export function generateFiles(template: Template, targets: Targets): MadeFile[] {
  const policies: MadeFile[] = [{ name: 'policy.yaml', text: accessFile(template, targets) }];
  if (template !== 'basic') {
    policies.push({ name: 'approvals.yaml', text: approvalsFile(template, targets) });
  }
  if (template === 'full') {
    policies.push(
      { name: 'breakglass.yaml', text: breakglassFile(targets) },
      { name: 'ratelimits.yaml', text: rateLimitsFile() },
    );
  }
  return [{ name: 'config.yaml', text: configText(template) }, ...policies];
}

function configText(template: Template): string {
  const named = [
    'policy: file:policy.yaml',
    ...(template === 'basic' ? [] : ['approvals: file:approvals.yaml']),
    ...(template === 'full'
      ? ['breakglass: file:breakglass.yaml', 'ratelimits: file:ratelimits.yaml']
      : []),
  ];
  return `# Sentinel's configuration: ~/.config/sentinel/config.yaml, or wherever SENTINEL_CONFIG says. What binds
# its own reader belongs into /etc/sentinel/config.yaml, which root owns and nothing overrides.
#   what is in force, and from where:   sentinel config show
version: "1"

# A path starts from this file's folder. For an organisation policies belong into Parameter Store, where
# those whom they bind cannot write:
#   aws ssm put-parameter --name /sentinel/policies/default --type String --value file://policy.yaml
#   policy: ssm:/sentinel/policies/default
${named.join('\n')}

# Where SSM and STS are asked; the first that answers counts. Without it: AWS_REGION, the profile's.
# regions: [us-east-1, us-west-2]

# Where requests, emergencies and sessions are recorded: a file on this machine (a record, not a control).
ledger: sqlite
retention: 400d

# Where the key rests that seals cached sessions: keychain, or file.
keys: keychain

# More places for the decision log, besides this machine's own.
# log: [stderr, /var/log/sentinel/decisions.jsonl]

# What people are told when nothing else works.
# emergency: { text: "call the security team" }
`;
}
