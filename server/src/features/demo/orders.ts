const CUSTOMERS = [
  'Oakline Landscapes',
  'Studio Verde',
  'City of Lund, Parks',
  'Hagen & Daughters',
  'Nordhus Hotels',
  'Allotments West',
  'Villa Rosenlund',
  'Kvarn Garden Centre',
]
const PRODUCTS: [name: string, price: number][] = [
  ['Acer palmatum', 85.5],
  ['Hydrangea, white', 24],
  ['Lavender, 2 litre', 6.9],
  ['Box hedge, 60 cm', 18.2],
  ['Salix caprea', 32],
]
const STATUS = ['New', 'Picking', 'On the road', 'Delivered']

/** Forty plausible orders; the same at every call. */
export function demoOrders(): Record<string, string | number>[] {
  return Array.from({ length: 40 }, (_, i) => {
    const [product, price] = PRODUCTS[(i * 3) % PRODUCTS.length] ?? ['Lavender, 2 litre', 6.9]
    const quantity = 2 + ((i * 7) % 46)
    return {
      customer: CUSTOMERS[(i * 5) % CUSTOMERS.length] ?? 'Studio Verde',
      product,
      quantity,
      status: STATUS[Math.min(3, Math.floor(i / 10))] ?? 'New',
      delivery: `2026-12-${String(1 + (i % 28)).padStart(2, '0')}`,
      total: Math.round(quantity * price * 100) / 100,
    }
  })
}
