import { addScaled, dot } from './vectors.js';

/** Displacements and changes of the gradient with less curvature than this, relative to |y|², tell nothing. */
const MIN_CURVATURE = 1e-14;

/**
 * The limited-memory BFGS estimate of the inverse Hessian, kept as the last few displacements s and changes of the
 * gradient y. Nocedal & Wright, Numerical Optimization (2006), algorithm 7.4, with H₀ = (s·y / y·y) I.
 */
export class InverseHessian {
  private readonly s: Float64Array[] = [];
  private readonly y: Float64Array[] = [];
  private readonly curvature: number[] = [];

  constructor(private readonly memory: number) {}

  /** True where nothing has been learned yet: the estimate is the identity. */
  get isEmpty(): boolean {
    return this.s.length === 0;
  }

  forget(): void {
    this.s.length = this.y.length = this.curvature.length = 0;
  }

  /**
   * Learns from s = `step · direction` and y = `gradients − gradientsBefore`. A pair without positive curvature is left
   * out, since the estimate would no longer point downhill.
   */
  update(
    step: number,
    direction: Float64Array,
    gradients: Float64Array,
    gradientsBefore: Float64Array,
  ): void {
    const full = this.s.length === this.memory;
    const s = full ? this.s.shift()! : new Float64Array(direction.length);
    const y = full ? this.y.shift()! : new Float64Array(direction.length);
    if (full) this.curvature.shift();
    for (let i = 0; i < s.length; i++) {
      s[i] = step * direction[i];
      y[i] = gradients[i] - gradientsBefore[i];
    }
    const curvature = dot(s, y);
    if (!(curvature > MIN_CURVATURE * dot(y, y))) return;
    this.s.push(s);
    this.y.push(y);
    this.curvature.push(curvature);
  }

  /** out = −H · gradients, the direction in which the estimate expects the minimum. */
  descentDirection(gradients: Float64Array, out: Float64Array): void {
    for (let i = 0; i < out.length; i++) out[i] = -gradients[i];
    if (this.isEmpty) return;
    const { s, y, curvature } = this;
    const alpha = new Array<number>(s.length);
    for (let k = s.length - 1; k >= 0; k--) {
      alpha[k] = dot(s[k], out) / curvature[k];
      addScaled(out, out, -alpha[k], y[k]);
    }
    const last = s.length - 1;
    const scale = curvature[last] / dot(y[last], y[last]);
    for (let i = 0; i < out.length; i++) out[i] *= scale;
    for (let k = 0; k < s.length; k++) addScaled(out, out, alpha[k] - dot(y[k], out) / curvature[k], s[k]);
  }
}
