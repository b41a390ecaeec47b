import type { Evaluation, Target } from '../../src/geometry/target.js';
import { TERMS, type Term } from '../../src/restraints/restraints.js';

/** Writes the gradients and returns the energy. */
export type EnergyFunction = (sites: Float64Array, gradients: Float64Array) => number;

/** A target whose energy is a formula, all of it counted as `bond`. */
export class AnalyticTarget implements Target {
  constructor(
    readonly atomCount: number,
    private readonly energyFunction: EnergyFunction,
  ) {}

  evaluate(
    sites: Float64Array,
    gradientsOut: Float64Array = new Float64Array(sites.length),
  ): Promise<Evaluation> {
    const energy = this.energyFunction(sites, gradientsOut);
    const zeros = Object.fromEntries(TERMS.map((term) => [term, 0])) as Record<Term, number>;
    return Promise.resolve({ energy, terms: { ...zeros, bond: energy } });
  }

  close(): void {}
}

/** offset + Σ kᵢ (xᵢ − centerᵢ)² with k from 1 to `stiffest`. */
export function quadratic(center: Float64Array, stiffest: number, offset = 0): EnergyFunction {
  const last = Math.max(1, center.length - 1);
  return (sites, gradients) => {
    let energy = offset;
    for (let i = 0; i < sites.length; i++) {
      const k = stiffest ** (i / last);
      const delta = sites[i] - center[i];
      energy += k * delta * delta;
      gradients[i] = 2 * k * delta;
    }
    return energy;
  };
}

/** Rosenbrock's valley in every pair of coordinates: Σ 100 (x₂ − x₁²)² + (1 − x₁)², zero where all are 1. */
export const rosenbrock: EnergyFunction = (sites, gradients) => {
  let energy = 0;
  for (let i = 0; i + 1 < sites.length; i += 2) {
    const [a, b] = [1 - sites[i], sites[i + 1] - sites[i] ** 2];
    energy += 100 * b * b + a * a;
    gradients[i] = -400 * sites[i] * b - 2 * a;
    gradients[i + 1] = 200 * b;
  }
  return energy;
};

/** Coordinates like those of a real model, tens of Å from the origin. */
export function farFromOrigin(atomCount: number): Float64Array {
  return Float64Array.from({ length: 3 * atomCount }, (_, i) => 80 + 7.3 * Math.sin(i));
}
