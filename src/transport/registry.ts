/** Which coordinates a macromolecule has now. */
export interface CoordinatesPointer {
  readonly bundleId: string;
  readonly step: number;
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
}
