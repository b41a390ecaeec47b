import { Option } from 'commander';
import { LOG_LEVELS } from '../agents/log-level.js';

/**
 * Options that take their values from environment variables too.
 *
 * @param prefix of the variables, such as `GEOMIN_AGENT`; the rest is the option's name
 */
export function optionsWithVariables(prefix: string) {
  const variable = (option: Option) =>
    option.env(`${prefix}_${option.name().toUpperCase().replaceAll('-', '_')}`);
  return {
    variable,
    numeric: (flags: string, description: string, parse: (text: string) => number, standard?: number) =>
      variable(new Option(flags, description).argParser(parse).default(standard)),
    logLevel: () =>
      variable(new Option('--log-level <level>', 'how much is said').choices(LOG_LEVELS).default('info')),
  };
}
