/** Which coordinates a macromolecule has now. */
export interface CoordinatesPointer {
  readonly bundleId: string;
  readonly step: number;
}

/** Who has a resource. */
export interface LeaseHolder {
  /** As people know it. */
  readonly owner: string;
  /** No two takings have the same token. */
  readonly token: string;
}

/** Who has a resource, and the number of the taking: higher than those of all before, of whatever resource. */
export interface HeldLease extends LeaseHolder {
  readonly fence: number;
}

/** What was written last under a lease. */
export interface FencedValue {
  /** Of the lease. */
  readonly fence: number;
  readonly value: string;
}

/** The notes that agents and clients share. Each change is atomic. */
export interface Registry {
  /**
   * Points a macromolecule at other coordinates, unless it points at those of the same or a higher step already.
   *
   * @returns whether it moved
   */
  moveCoordinates(
    macromoleculeBundleId: string,
    to: CoordinatesPointer,
    ttlSeconds: number,
  ): Promise<boolean>;
  /** Undefined where nothing was ever moved, or all of it expired. */
  coordinates(macromoleculeBundleId: string): Promise<CoordinatesPointer | undefined>;

  /** Says that an agent is alive, and how it is, for so many seconds. */
  announce(agentId: string, state: string, ttlSeconds: number): Promise<void>;
  /** Takes that back. */
  withdraw(agentId: string): Promise<void>;
  /** What the living said last, by agent id. */
  announced(): Promise<ReadonlyMap<string, string>>;

  /**
   * Notes that a nonce was used by an entry, for so many seconds.
   *
   * @returns false where another entry has used it; the same one may come again
   */
  useNonce(nonce: string, entryId: string, ttlSeconds: number): Promise<boolean>;

  /**
   * Takes a resource for so many seconds, unless somebody has it.
   *
   * @returns who has it now: the taker where the token is the same
   */
  takeLease(resource: string, by: LeaseHolder, ttlSeconds: number): Promise<HeldLease>;
  /**
   * Keeps a resource for so many seconds from now.
   *
   * @returns false where it is not held under this fence any more
   */
  renewLease(resource: string, fence: number, ttlSeconds: number): Promise<boolean>;
  /** Gives a resource back, unless it is not held under this fence any more. */
  releaseLease(resource: string, fence: number): Promise<void>;
  /** Undefined where nobody has it. */
  leaseOf(resource: string): Promise<HeldLease | undefined>;
  /**
   * Sets a resource's value for so many seconds.
   *
   * @returns false, with nothing written, where the resource is not held under this fence any more
   */
  writeFenced(resource: string, to: FencedValue, ttlSeconds: number): Promise<boolean>;
  /** The value; undefined where there is none, or it expired. */
  written(resource: string): Promise<FencedValue | undefined>;
}
