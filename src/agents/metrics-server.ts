import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GeominError } from '../errors.js';
import type { ServedMetrics } from './metrics.js';

/** Where figures and health can be asked for. */
export interface MetricsServerOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** Default 127.0.0.1: what is served is not for everybody, and nobody is asked for a password. */
  readonly host?: string;
  readonly metrics: ServedMetrics;
  /** An agent that says nothing for so long is not well, s. Default 90. */
  readonly maxSilenceSeconds?: number;
}

/** A server that answers until it is closed. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` for Prometheus, and `/healthz`: status 200 while all agents of the process are well, else 503.
 *
 * @throws GeominError `ARGUMENT` where the port cannot be had
 */
export async function serveMetrics(options: MetricsServerOptions): Promise<MetricsServer> {
  const server = createServer((request, response) => void answer(request, response, options));
  await listen(server, options.port, options.host ?? '127.0.0.1');
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: MetricsServerOptions) {
  const path = request.url?.replace(/\?.*/s, '');
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, 'only GET and HEAD\n');
  if (path === '/healthz') return answerHealth(response, options);
  if (path !== '/metrics') return end(response, 404, 'there are /metrics and /healthz\n');
  try {
    end(response, 200, await options.metrics.text(), options.metrics.contentType);
  } catch (cause) {
    end(response, 500, `${(cause as Error).message}\n`);
  }
}

function answerHealth(
  response: ServerResponse,
  { metrics, maxSilenceSeconds = 90 }: MetricsServerOptions,
): void {
  const { silence } = metrics;
  if (silence <= maxSilenceSeconds) return end(response, 200, 'well\n');
  end(response, 503, silence === Infinity ? 'no agent\n' : `no heartbeat for ${Math.round(silence)} s\n`);
}

function end(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(listenError(cause as NodeJS.ErrnoException, port, host));
    server.once('error', fail);
    try {
      server.listen(port, host, resolve);
    } catch (cause) {
      fail(cause);
    }
  });
}

const REASONS: Record<string, [what: string, remedy: string]> = {
  EADDRINUSE: ['another program has it', 'Choose another port, or 0 for any that is free.'],
  EACCES: ['ports below 1024 need more rights', 'Choose a higher port.'],
  EADDRNOTAVAIL: ['this machine has no such address', 'Choose 127.0.0.1, or 0.0.0.0 for all.'],
  ENOTFOUND: ['there is no host of this name', 'Choose 127.0.0.1, or 0.0.0.0 for all.'],
  ERR_SOCKET_BAD_PORT: ['ports go from 0 to 65535', 'Choose another port.'],
};

function listenError(cause: NodeJS.ErrnoException, port: number, host: string): GeominError {
  const [what, remedy] = REASONS[cause.code ?? ''] ?? [cause.message, ''];
  return new GeominError('ARGUMENT', `metrics cannot be served on ${host}:${port}: ${what}`, remedy, {
    cause,
  });
}
