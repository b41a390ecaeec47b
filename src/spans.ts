import type { Attributes, Context } from '@opentelemetry/api';

/** What a span says beside its name. */
export interface SpanOptions {
  /** `client` asks another process, `server` answers one. Default: neither. */
  readonly kind?: 'client' | 'server';
  readonly attributes: Attributes;
  /** Of the message that is answered: the span is a part of its sender's. Default: of the span that is under way. */
  readonly message?: ReadonlyMap<string, Buffer>;
}

type Api = typeof import('@opentelemetry/api');

/** Where the API, of whatever copy, keeps the SDK that is registered. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');

/** Loaded where there is an SDK: it takes a tenth of the time in which a small model is minimized. */
let api: Api | undefined;

/**
 * Does work in a span of OpenTelemetry, which ends with it and has its error. Without an SDK the work is done, and nothing else.
 *
 * @param name one for many spans: no ids
 */
export function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  return REGISTERED in globalThis ? spanned(name, options, work) : work();
}

async function spanned<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  api ??= await import('@opentelemetry/api');
  const { context, trace, SpanStatusCode } = api;
  const parent = options.message ? traceOf(api, options.message) : context.active();
  const span = trace.getTracer('geomin').startSpan(name, spanOptions(api, options), parent);
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    throw error;
  } finally {
    span.end();
  }
}

function spanOptions({ SpanKind }: Api, { kind, attributes }: SpanOptions) {
  return { kind: kind && { client: SpanKind.CLIENT, server: SpanKind.SERVER }[kind], attributes };
}

/** The trace that the sender of a message was in. */
function traceOf({ propagation, ROOT_CONTEXT }: Api, fields: ReadonlyMap<string, Buffer>): Context {
  return propagation.extract(ROOT_CONTEXT, fields, {
    get: (from, name) => from.get(name)?.toString(),
    keys: (from) => [...from.keys()],
  });
}

/**
 * Says more of the span that is under way, if there is one.
 *
 * @param error why its work failed, where it did
 */
export function describeSpan(attributes: Attributes, error?: string): void {
  const span = api?.trace.getActiveSpan();
  if (!api || !span) return;
  span.setAttributes(attributes);
  if (error !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: error });
}

/** Fields by which whoever reads a message goes on with the trace, as the SDK writes them: `traceparent`. None without one. */
export function traceFields(): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  api?.propagation.inject(api.context.active(), fields);
  return fields;
}
