import { createHmac } from 'node:crypto'

/**
 * The secret of a webhook: it follows from the installation's own, so that nothing at rest gives it away. Written as Standard Webhooks
 * does (`whsec_` and base64).
 */
export function secretOf(installation: string, { _id, generation }: { _id: string; generation: number }): string {
  return `whsec_${createHmac('sha256', installation).update(`webhook:${_id}:${generation}`).digest('base64')}`
}

/**
 * Headers of a delivery by Standard Webhooks (github.com/standard-webhooks): the signature covers id, time (s) and body, so that
 * neither can be changed nor an old delivery be played back.
 */
export function signedHeaders(
  secret: string,
  { id, body, at }: { id: string; body: string; at: number },
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000))
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
}
