import type { CisPeptide, Residue } from './model.js';

type ResidueAddress = CisPeptide['from'];

/** What a row of a category says about a residue in another one; what it leaves out is undefined. */
export interface StatedAddress {
  readonly authChain: string | undefined;
  readonly authNumber: string | undefined;
  readonly insertionCode: string | undefined;
  readonly labelChain: string | undefined;
  readonly labelNumber: string | undefined;
  readonly residueName: string | undefined;
}

/** Finds residues by the ids of the authors, else by those of mmCIF. */
export class ResidueAddresses {
  private byLabel?: ReadonlyMap<string, Residue>;

  constructor(private readonly residues: readonly Residue[]) {}

  /** The address that a residue has in the model; undefined where the row does not say enough. */
  find(stated: StatedAddress): ResidueAddress | undefined {
    const { authChain, authNumber, residueName, labelChain, labelNumber } = stated;
    if (residueName === undefined) return undefined;
    if (authChain !== undefined && authNumber !== undefined) return authorAddress(stated, residueName);
    if (labelChain === undefined) return undefined;
    this.byLabel ??= labelled(this.residues);
    const residue = this.byLabel.get(labelKey(labelChain, labelNumber, residueName));
    if (!residue) return undefined;
    const { chainId, number, insertionCode } = residue;
    return { residueName, chainId, number, insertionCode };
  }
}

function authorAddress(stated: StatedAddress, residueName: string): ResidueAddress | undefined {
  const [, digits, code] = /^([+-]?\d+)([A-Za-z]?)$/.exec(stated.authNumber ?? '') ?? [];
  if (digits === undefined) return undefined;
  const insertionCode = stated.insertionCode ?? code;
  return { residueName, chainId: stated.authChain ?? '', number: Number(digits), insertionCode };
}

function labelled(residues: readonly Residue[]): ReadonlyMap<string, Residue> {
  const byLabel = new Map<string, Residue>();
  for (const residue of residues) {
    if (!residue.label) continue;
    const { asymId, seqId } = residue.label;
    const key = labelKey(asymId, seqId?.toString(), residue.name);
    if (!byLabel.has(key)) byLabel.set(key, residue);
  }
  return byLabel;
}

function labelKey(asymId: string, seqId: string | undefined, residueName: string): string {
  return JSON.stringify([asymId, seqId, residueName]);
}
