import type { Dictionary, DictionaryLayer, Link, LinkSide, Modification } from './chem-comp.js';

/** What a layered dictionary falls back to. */
export interface LayerOptions {
  /** Asked only about what no layer has, under any of its names: it never changes what they say. */
  readonly gaps?: DictionaryLayer;
}

/**
 * One dictionary of several: each thing is that of the first layer which has it.
 *
 * A link takes its modifications along: those of its own layer, even where an earlier layer has one of the same name for
 * links of its own, since programs that make dictionaries call theirs alike (`CYSmod1`). A modification that no link of
 * its own layer uses is meant for everybody's links, and replaces those of that name in the layers below.
 *
 * @param layers the one that wins first
 */
export function layeredDictionary(
  layers: readonly DictionaryLayer[],
  { gaps }: LayerOptions = {},
): Dictionary {
  if (!gaps) return stack(layers);
  return { ...stack([...layers, gaps]), preferred: stack(layers) };
}

function stack(layers: readonly DictionaryLayer[]): Dictionary {
  const links = new StackedLinks(layers);
  return {
    name: layers.map(({ name }) => name).join(', '),
    comp: remembered((id: string) => firstOf(layers, (layer) => layer.comp(id))),
    modification: (id) => links.modification(id),
    link: remembered((id: string) => links.link(id)),
    links: () => links.all(),
    energyType: remembered((type: string) => firstOf(layers, (layer) => layer.energyType(type))),
    passedOver: (id) => layers.filter((layer) => layer.has(id))[1]?.name,
  };
}

/** Links of several layers, with the names of their modifications made unmistakable. */
class StackedLinks {
  private readonly settled = new Map<Link, Link>();
  /** Modifications under names that say whose they are. */
  private readonly renamed = new Map<string, Modification>();
  private listed: readonly Link[] | undefined;

  constructor(private readonly layers: readonly DictionaryLayer[]) {}

  modification(id: string): Modification | undefined {
    return this.renamed.get(id) ?? firstOf(this.layers, (layer) => layer.modification(id));
  }

  link(id: string): Link | undefined {
    const layer = this.layers.find((candidate) => candidate.link(id));
    return layer && this.settle(layer.link(id)!, layer);
  }

  all(): readonly Link[] {
    if (this.listed) return this.listed;
    const links = new Map<string, Link>();
    for (const layer of this.layers) {
      for (const link of layer.links()) {
        if (!links.has(link.id)) links.set(link.id, this.settle(link, layer));
      }
    }
    return (this.listed = [...links.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
  }

  private settle(link: Link, layer: DictionaryLayer): Link {
    const known = this.settled.get(link);
    if (known) return known;
    const sides = link.sides.map((side) => this.settleSide(side, layer)) as [LinkSide, LinkSide];
    const unchanged = sides.every((side, i) => side === link.sides[i]);
    const result = unchanged ? link : { ...link, sides };
    this.settled.set(link, result);
    return result;
  }

  private settleSide(side: LinkSide, layer: DictionaryLayer): LinkSide {
    const id = side.modification;
    const own = id === '' ? undefined : layer.modification(id);
    const winner = own && this.layers.find((candidate) => candidate.modification(id));
    if (!own || winner === layer || !usesItself(winner!, id)) return side;
    const modification = `${id} of ${layer.name}`;
    this.renamed.set(modification, { ...own, id: modification });
    return { ...side, modification };
  }
}

/** Whether a link of the layer asks for its modification. */
function usesItself(layer: DictionaryLayer, id: string): boolean {
  return layer.links().some(({ sides }) => sides.some((side) => side.modification === id));
}

function firstOf<T>(
  layers: readonly DictionaryLayer[],
  find: (layer: DictionaryLayer) => T | undefined,
): T | undefined {
  for (const layer of layers) {
    const found = find(layer);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Asks once for each id, also about what is not there. */
function remembered<T>(find: (id: string) => T | undefined): (id: string) => T | undefined {
  const answers = new Map<string, T | undefined>();
  return (id) => {
    if (!answers.has(id)) answers.set(id, find(id));
    return answers.get(id);
  };
}
