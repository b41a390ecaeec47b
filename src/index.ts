/**
 * geomin: restraint energies, gradients and minimization of macromolecular models.
 *
 * @packageDocumentation
 */
export { GeominError, type ErrorCode } from './errors.js';

export { atomLabel, residueLabel } from './model/model.js';
export type {
  AtomAddress,
  AtomColumns,
  Chain,
  CisPeptide,
  Connection,
  Model,
  ModelFormat,
  ModelSource,
  Residue,
} from './model/model.js';
export type { ScaleMatrix } from './model/crystal-frame.js';
export { findSpaceGroup, type SpaceGroup } from './model/space-group.js';
export type { SymmetryOperator } from './model/symmetry-operator.js';
export type { UnitCell } from './model/unit-cell.js';
export { parseModel, parseModels, readModel, readModels, type ParseOptions } from './model/read-model.js';
export { formatModel, formatModels, writeModel, writeModels } from './model/write-model.js';
export { selectAtoms } from './model/selection.js';

export { builtInDictionary } from './monomers/dictionary.js';
export { findMonomerLibrary } from './monomers/find-library.js';
export { layeredDictionary, type LayerOptions } from './monomers/layered-dictionary.js';
export { openMonomerLibrary } from './monomers/monomer-library.js';
export { parseRestraints, readRestraintsFile } from './monomers/restraints-file.js';
export type {
  ChemComp,
  Dictionary,
  DictionaryLayer,
  EnergyType,
  Link,
  Modification,
} from './monomers/chem-comp.js';

export { buildRestraints, type BuildOptions } from './restraints/build-restraints.js';
export type { ModelLink } from './restraints/listed-links.js';
export { applyEdits } from './restraints/apply-edits.js';
export type { Edit, EditAction, EditedTerm, Edits } from './restraints/edits.js';
export { parseEdits, readEdits } from './restraints/parse-edits.js';
export { HYDROGEN_BOND, TERMS } from './restraints/restraints.js';
export type {
  AngleRestraints,
  BondRestraints,
  ChiralityRestraints,
  CovalentTerm,
  CrystalSymmetry,
  DihedralRestraints,
  MapGrid,
  MapRestraints,
  ModelRestraints,
  NonbondedAtoms,
  NonbondedPairs,
  ParallelityRestraints,
  PlaneRestraints,
  PositionRestraints,
  RestraintIssue,
  Restraints,
  Term,
} from './restraints/restraints.js';

export type { DensityMap, Triple } from './maps/density-map.js';
export { mapGrid, mapRestraints, type MapRestraintOptions } from './maps/map-restraints.js';
export { mapOfModel, type ModelMapOptions } from './maps/model-map.js';
export { parseMap, readMap } from './maps/read-map.js';
export { formatMap, writeMap } from './maps/write-map.js';

export { geometryGradients } from './geometry/geometry-gradients.js';
export { GeometryTarget, type GeometryTargetOptions, type Measures } from './geometry/geometry-target.js';
export type { PairsWithin } from './geometry/pairs-within.js';
export {
  geometryStatistics,
  type ClashStatistics,
  type MapStatistics,
  type GeometryStatistics,
  type NonbondedStatistics,
  type RestraintStatistics,
  type TermStatistics,
} from './geometry/statistics.js';
export { restraintListing, type ListedRestraint } from './geometry/listing.js';
export type { RestraintDetails } from './geometry/restraint-details.js';
export { SumTarget, type SummedPart, type SumOptions } from './geometry/sum-target.js';
export type { Evaluation, EvaluationContext, Target } from './geometry/target.js';

export type { Backend } from './minimize/backends.js';
export type { Checkpoint, WayOptions } from './minimize/checkpoint.js';
export { GeometryMinimizer } from './minimize/geometry-minimizer.js';
export type { MinimizerOptions } from './minimize/minimizer-options.js';
export type { OptimizerName } from './minimize/optimizer-name.js';
export { resultToJson } from './minimize/result-json.js';
export type {
  IterationProgress,
  IterationRecord,
  MinimizationResult,
  StopReason,
} from './minimize/result.js';
export {
  constantSchedule,
  cosineSchedule,
  plateauSchedule,
  type PlateauOptions,
  type Schedule,
  type ScheduleName,
} from './minimize/schedules.js';
export { shakeSites } from './minimize/shake.js';

export { BUNDLE_TYPES } from './bundles/bundle.js';
export type {
  Bundle,
  BundleOrigin,
  BundleType,
  CoordinateBundle,
  DocumentBundle,
  GradientBundle,
  MacromoleculeBundle,
} from './bundles/bundle.js';
export type { BundleInfo, BundleStore } from './bundles/bundle-store.js';
export { decodeCheckpoint, encodeCheckpoint } from './bundles/checkpoint-codec.js';
export { checksumOf, decodeBundle, encodeBundle, type DecodeOptions } from './bundles/codec.js';
export {
  macromoleculeBundle,
  restraintsOf,
  sitesOf,
  type MacromoleculeOptions,
} from './bundles/macromolecule.js';
export { MemoryBundleStore } from './bundles/memory-bundle-store.js';

export { Agent, type AgentOptions, type ProcessContext } from './agents/agent.js';
export { AgentClient, type AgentClientOptions, type Question } from './agents/agent-client.js';
export type { AgentStats } from './agents/agent-stats.js';
export { Coordinator, type CoordinatorOptions } from './agents/coordinator.js';
export { GeometryAgent, type GeometryAgentOptions } from './agents/geometry-agent.js';
export type { Message, MessageType } from './agents/message.js';
export type { Permission } from './agents/permissions.js';
export { RemoteTarget, type RemoteTargetOptions } from './agents/remote-target.js';
export type { Macromolecule } from './agents/macromolecule.js';
export type { SpecialistOptions } from './agents/specialist.js';
export { TargetAgent, type TargetAgentOptions } from './agents/target-agent.js';
export type { CalculationType } from './agents/request.js';
export type { GeometryResponse } from './agents/response.js';
export { traceLines } from './agents/trace-lines.js';
export { TracingTransport } from './agents/tracing-transport.js';
export { latestTraces, readTrace, type TraceNode } from './agents/read-trace.js';
export type { ResourceLimits } from './agents/resource-limits.js';
export { Lease, type LeaseOptions } from './jobs/lease.js';
export { writeFenced } from './jobs/lease-files.js';
export { InProcessTransport, type InProcessTransportOptions } from './transport/in-process-transport.js';
export { RedisTransport, type RedisTransportOptions } from './transport/redis-transport.js';
export type { FencedValue, HeldLease, LeaseHolder, Registry } from './transport/registry.js';
export type { Transport } from './transport/transport.js';
