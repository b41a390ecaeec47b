import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The passwords that stand in docs/security.md in place of the reader's own. */
export const PASSWORDS = {
  'geomin-agent': 'AGENT-PASSWORD',
  'geomin-client': 'CLIENT-PASSWORD',
  'geomin-old-client': 'OLD-PASSWORD',
  'geomin-worker': 'WORKER-PASSWORD',
  'geomin-submitter': 'SUBMITTER-PASSWORD',
  admin: 'ADMIN-PASSWORD',
} as const;

/**
 * The lines of docs/security.md for Redis's `aclfile`, and one for a user who may do everything.
 *
 * @param prefix what all keys begin with
 */
export function documentedAccess(prefix = ''): string[] {
  const text = readFileSync(join(import.meta.dirname, '../docs/security.md'), 'utf8');
  const blocks = [...text.matchAll(/^```acl\n(.*?)^```/gms)].map(([, block]) => block);
  const lines = blocks.flatMap((block) => block.trim().split('\n'));
  const prefixed = lines.map((line) => line.replaceAll('~', `~${prefix}`));
  return [...prefixed, `user admin on >${PASSWORDS.admin} ~* &* +@all`];
}

/** The URL with which a user of those lines gets in. */
export function urlFor(url: string, user: keyof typeof PASSWORDS): string {
  return url.replace('//', `//${user}:${PASSWORDS[user]}@`);
}
