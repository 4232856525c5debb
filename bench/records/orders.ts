/** Rows of the orders template, the same for every server that is measured. */
export const STATES = ['New', 'Picking', 'Delivered'] as const

export interface Order {
  customer: string
  product: string
  quantity: number
  status: string
  total: number
}

/** The order of that number. */
export function orderOf(n: number): Order {
  return {
    customer: `Customer ${n % 9_973}`,
    product: `Product ${n % 101}`,
    quantity: 1 + (n % 7),
    status: STATES[n % 3] ?? '',
    total: (n % 10_000) / 4,
  }
}

/** The first `count` orders as a file. */
export function* csvOf(count: number): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode('customer,product,quantity,status,total\n')
  for (let from = 0; from < count; from += 1_000) {
    const orders = Array.from({ length: Math.min(1_000, count - from) }, (_, i) => orderOf(from + i))
    yield encoder.encode(orders.map((order) => `${Object.values(order).join(',')}\n`).join(''))
  }
}
