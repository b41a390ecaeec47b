import type { Target } from '../geometry/target.js';
import { PackedMacromolecule, type Macromolecule } from './macromolecule.js';
import { requireWithin, type ResourceLimits } from './resource-limits.js';
import type { RestraintBuilder } from './restraint-builder.js';
import type { CachedTarget, MakeCachedTarget } from './target-cache.js';

/** What a target holds beside restraints, bytes per atom: sites, pair lists, room to work in. Measured of the core. */
const BYTES_PER_ATOM = 600;

/** Makes the target that answers for a macromolecule. What it throws is told whoever asked. */
export type MakeTarget = (macromolecule: Macromolecule) => Target | Promise<Target>;

/** Has targets made of packed bundles. */
export function targetMaker(
  makeTarget: MakeTarget,
  builder: RestraintBuilder,
  { maxAtoms }: ResourceLimits,
): MakeCachedTarget {
  return async (id, bytes) => {
    const macromolecule = new PackedMacromolecule(id, bytes, builder);
    const target = await makeTarget(macromolecule);
    requireWithin(maxAtoms, target.atomCount, 'atoms', id);
    return cachedTarget(target, macromolecule);
  };
}

/** Restraints are not kept: a target has those that it needs. */
async function cachedTarget(target: Target, macromolecule: PackedMacromolecule): Promise<CachedTarget> {
  const work = BYTES_PER_ATOM * target.atomCount;
  const built = await macromolecule.built;
  if (built === undefined) return { target, sitesCart: () => macromolecule.sitesCart(), bytes: work };
  const { sitesCart, restraints } = built;
  return {
    target,
    sitesCart: () => Promise.resolve(sitesCart),
    bytes: work + byteLength([restraints, sitesCart]),
  };
}

function byteLength(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + byteLength(part), 0);
}
