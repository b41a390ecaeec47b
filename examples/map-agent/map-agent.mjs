// An agent that draws atoms to where a density map is dense: node map-agent.mjs MAP [STREAM]
import { once } from 'node:events';
import {
  GeometryTarget,
  GeominError,
  mapRestraints,
  parseModel,
  readMap,
  RedisTransport,
  TargetAgent,
} from 'geomin';

const [path, requestStream = 'map_requests'] = process.argv.slice(2);
const map = await readMap(path);
const transport = await RedisTransport.connect({
  url: process.env.GEOMIN_REDIS_URL ?? 'redis://127.0.0.1:6379',
});
const agent = new TargetAgent({
  transport,
  requestStream,
  kind: 'map_agent',
  makeTarget: ({ id, bundle }) => {
    if (!bundle.model)
      throw new GeominError('BUNDLE', `bundle ${id} has no model, whose elements tell how hard a map draws`);
    const { text, format, name } = bundle.model;
    const model = parseModel(text, format, { name });
    // Atoms that are held must have no gradient, whoever computes it.
    const { fixed } = bundle.restraints ?? {};
    return new GeometryTarget({ atomCount: model.atomCount, map: mapRestraints(model, map), fixed });
  },
});
await agent.start();
console.log(`${agent.agentId} reads ${requestStream}`);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await agent.stop();
await transport.close();
