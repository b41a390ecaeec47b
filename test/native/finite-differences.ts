import { expect } from 'vitest';
import { GeometryTarget } from '../../src/geometry/geometry-target.js';
import type { Restraints } from '../../src/restraints/restraints.js';

/** Å. */
const STEP = 1e-5;

/** dE/dx by central differences over four points, of fourth order. */
export function numericGradients(target: GeometryTarget, sites: Float64Array, step = STEP): Float64Array {
  const moved = sites.slice();
  const energyAt = (x: number, shift: number) => {
    moved[x] = sites[x] + shift;
    const { energy } = target.evaluateSync(moved);
    moved[x] = sites[x];
    return energy;
  };
  return sites.map((_, x) => {
    const near = energyAt(x, step) - energyAt(x, -step);
    const far = energyAt(x, 2 * step) - energyAt(x, -2 * step);
    return (8 * near - far) / (12 * step);
  });
}

/** The gradients are the energy's, to 1e-6 of the largest, and neither push nor turn the molecule as a whole. */
export function expectGradients(restraints: Restraints, sites: Float64Array, step = STEP): void {
  const { gradients, largest } = expectDerivatives(restraints, sites, step);
  const [force, torque] = forceAndTorque(sites, gradients);
  expect(force).toBeLessThanOrEqual(1e-10 * largest);
  expect(torque).toBeLessThanOrEqual(1e-8 * largest);
}

/** The gradients are the energy's, to 1e-6 of the largest. */
export function expectDerivatives(
  restraints: Restraints,
  sites: Float64Array,
  step = STEP,
): { readonly gradients: Float64Array; readonly largest: number } {
  const target = new GeometryTarget(restraints);
  const gradients = new Float64Array(sites.length).fill(NaN);
  const { energy } = target.evaluateSync(sites, gradients);
  expect(energy).toBe(target.evaluateSync(sites).energy);
  const numeric = numericGradients(target, sites, step);
  target.close();
  const largest = Math.max(...numeric.map(Math.abs), 1e-3);
  gradients.forEach((gradient, x) => {
    expect(Math.abs(gradient - numeric[x]), `coordinate ${x}`).toBeLessThanOrEqual(1e-6 * largest);
  });
  return { gradients, largest };
}

function forceAndTorque(sites: Float64Array, gradients: Float64Array): [number, number] {
  const force = [0, 0, 0];
  const torque = [0, 0, 0];
  for (let i = 0; i < sites.length; i += 3) {
    for (let a = 0; a < 3; a++) {
      const [b, c] = [(a + 1) % 3, (a + 2) % 3];
      force[a] += gradients[i + a];
      torque[a] += sites[i + b] * gradients[i + c] - sites[i + c] * gradients[i + b];
    }
  }
  return [Math.hypot(...force), Math.hypot(...torque)];
}
