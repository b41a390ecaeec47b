import { GeominError } from '../errors.js';
import type { GeometryRequest } from './request.js';

/** What an agent may be allowed to do. */
export const PERMISSIONS = ['geometry_calculation', 'bundle_read', 'bundle_write'] as const;
/** One of {@link PERMISSIONS}. */
export type Permission = (typeof PERMISSIONS)[number];

/** @throws GeominError `DENIED` naming what the request needs and the agent may not */
export function requirePermissions(request: GeometryRequest, permissions: ReadonlySet<Permission>): void {
  const needed: Permission[] = ['geometry_calculation', 'bundle_read'];
  if (!request.inlineResponse) needed.push('bundle_write');
  const missing = needed.filter((permission) => !permissions.has(permission));
  if (missing.length === 0) return;
  throw new GeominError('DENIED', `this agent lacks the permission ${missing.join(', ')}`);
}
