import type { z } from 'zod'

import type { Bus } from './bus.ts'

/**
 * News of one kind to all replicas, this one included: returns how to tell. `listener` is called here at once, and on the others
 * soon, or never while the bus is down: what it does must also happen some other way in time. Foreign values that `schema` does not
 * accept are dropped, since a newer replica may say more than we know.
 */
export function openNotices<T>(
  bus: Bus,
  name: string,
  schema: z.ZodType<T>,
  listener: (value: T) => void,
): (value: T) => void {
  const topic = `n/${name}`
  void bus.subscribe(topic, (message) => {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(message).toString('utf8')))
    if (parsed.success) listener(parsed.data)
  })
  return (value) => {
    listener(value)
    bus.publish(topic, Buffer.from(JSON.stringify(value)))
  }
}
