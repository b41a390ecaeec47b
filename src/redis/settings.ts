/** Where Redis is, and how to get in. */
export interface RedisSettings {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. */
  readonly url: string;
  /** Whether the URL is that of any node of a Redis Cluster, the others being learnt from it; default false. */
  readonly cluster?: boolean;
  /** Instead of those in the URL. */
  readonly username?: string;
  readonly password?: string;
  /** PEM texts: authorities to trust beside the system's, and the client's own certificate. Only for `rediss://`. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** Told every error of the connection: it is made again by itself, so none of them ends anything. */
  readonly onError?: (error: Error) => void;
}
