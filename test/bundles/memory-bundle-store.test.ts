import { MemoryBundleStore } from '../../src/bundles/memory-bundle-store.js';
import { describeBundleStore, MAX_BYTES } from '../conformance/bundle-store.js';

describeBundleStore('memory', () => new MemoryBundleStore({ maxBytes: MAX_BYTES }));
