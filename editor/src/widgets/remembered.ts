/** The same result until one of the things that it is made of is another one, as `useSyncExternalStore` wants it. */
export function remembered<From extends readonly unknown[], To>(
  read: () => readonly [...From],
  make: (...from: From) => To,
): () => To {
  let last: { from: readonly [...From]; to: To } | null = null
  return () => {
    const from = read()
    if (!last?.from.every((one, i) => one === from[i])) last = { from, to: make(...from) }
    return last.to
  }
}
