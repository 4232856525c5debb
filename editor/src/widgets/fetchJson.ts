import type { Json } from '@axiom/shared/json'

/** One HTTP call: answers status and JSON body; rejects only when no answer came. */
export type FetchJson = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: Json,
  signal?: AbortSignal,
  headers?: Readonly<Record<string, string>>,
) => Promise<{ status: number; body: unknown }>
