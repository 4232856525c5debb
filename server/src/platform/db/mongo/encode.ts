/**
 * Documents of the port as MongoDB keeps them. Keys that begin with a dollar or hold a dot or a zero byte mean something to MongoDB
 * (a `$ref` would come back as a reference, a `_bsontype` is refused), so user data gets them escaped; the port's paths never need it. What JSON cannot say
 * becomes what JSON makes of it: no `undefined`, null for NaN and the infinities, 0 for -0.
 */
export function encodeValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value || 0 : null
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => encodeValue(item) ?? null)
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(entries.map(([key, inner]) => [encodeKey(key), encodeValue(inner)]))
}

/** The document of a stored one. */
export function decodeValue(value: unknown): unknown {
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(decodeValue)
  // Sums beyond 2^53 come as 64-bit integers; a number is what the port knows.
  if ('_bsontype' in value) return Number(value)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [decodeKey(key), decodeValue(inner)]))
}

function encodeKey(key: string): string {
  if (key === '_bsontype') return '%5Fbsontype'
  if (!/^\$|[.%\0]/.test(key)) return key
  return key.replaceAll('%', '%25').replaceAll('.', '%2E').replaceAll('\0', '%00').replace(/^\$/, '%24')
}

function decodeKey(key: string): string {
  if (!key.includes('%')) return key
  return key.replace(/%(24|25|2E|00|5F)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
