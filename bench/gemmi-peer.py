#!/usr/bin/python3
"""gemmi's times, for bench/reading.mjs: answers one JSON request a line.

    gemmi-peer.py LIBRARY      LIBRARY: a CCP4 monomer library with list/mon_lib_list.cif

{"file", "what": "read" | "topology" | "library"} -> {"seconds", "atoms", "bonds", "angles"}; {"what": "version"} -> {"version"};
{"file", "what": "memory"} -> {"afterReading", "afterTopology"}, bytes resident at the peak beyond what the interpreter takes, in a fresh process.
"""
import io
import json
import re
import sys
from time import perf_counter

import gemmi

library_folder = sys.argv[1]
texts, libraries = {}, {}


def text_of(path):
    if path not in texts:
        texts[path] = open(path).read()
    return texts[path]


def read(path):
    """As mmCIF where the file's name says so."""
    if path.endswith('.cif'):
        return gemmi.make_structure_from_block(gemmi.cif.read_string(text_of(path))[0])
    return gemmi.read_pdb_string(text_of(path))


def read_library(structure):
    return gemmi.read_monomer_lib(library_folder, structure[0].get_all_residue_names())


def prepare(structure, library):
    structure.setup_entities()
    unchanged = gemmi.HydrogenChange.NoChange
    return gemmi.prepare_topology(structure, library, 0, unchanged, False, io.StringIO(), True)


def seconds(work):
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def time_reading(path):
    text_of(path)
    elapsed, structure = seconds(lambda: read(path))
    return {'seconds': elapsed, 'atoms': structure[0].count_atom_sites()}


def time_library(path):
    structure = read(path)
    return {'seconds': seconds(lambda: read_library(structure))[0]}


def time_topology(path):
    structure = read(path)
    if path not in libraries:
        libraries[path] = read_library(structure)
    elapsed, topology = seconds(lambda: prepare(structure, libraries[path]))
    return {'seconds': elapsed, 'bonds': len(topology.bonds), 'angles': len(topology.angles)}


def peak():
    """Bytes resident at most so far. What getrusage says may be the parent's."""
    return 1024 * int(re.search(r'VmHWM:\s*(\d+)', open('/proc/self/status').read())[1])


def memory(path):
    start = peak()
    structure = gemmi.read_structure(path)
    after_reading = peak()
    topology = prepare(structure, read_library(structure))
    return {'afterReading': after_reading - start, 'afterTopology': peak() - start, 'bonds': len(topology.bonds)}


answers = {
    'version': lambda path: {'version': gemmi.__version__},
    'read': time_reading,
    'library': time_library,
    'topology': time_topology,
    'memory': memory,
}
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(answers[request['what']](request.get('file'))), flush=True)
